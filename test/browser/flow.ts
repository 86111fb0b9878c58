import type { FlowNode } from '../helpers/node-red.js';

/** A tab for nodes of a test, and the account that they share. */
export function tabWith(url: string, nodes: FlowNode[]): FlowNode[] {
  const account = { id: 'account', type: 'deepgram-config', name: '', url, auth: 'key', tls: '', proxy: '' };
  return [
    { id: 'tab', type: 'tab', label: 'Announcements', disabled: false, info: '' },
    { ...account, concurrency: 10, timeout: 60, retries: 3, credentials: { apiKey: 'emulator-key' } },
    ...nodes.map((node, index) => ({ z: 'tab', x: 320, y: 80 + 60 * index, wires: [[]], ...node })),
  ];
}

/** A deepgram-speak with every property, as the editor saves it. */
export function speakNode(id: string, properties: Record<string, unknown> = {}): FlowNode {
  return {
    ...{ id, type: 'deepgram-speak', name: id, account: 'account', text: 'payload', textType: 'msg' },
    ...{ model: 'aura-2-thalia-en', modelType: 'str', params: { encoding: 'mp3' } },
    ...{
      options: 'deepgramOptions',
      optionsType: 'msg',
      result: 'buffer',
      output: 'payload',
      longText: 'split',
    },
    ...properties,
  };
}

/** An inject node that says a sentence when its button is pressed. */
export function button(id: string, payload: string, properties: Record<string, unknown> = {}): FlowNode {
  return {
    ...{ id, type: 'inject', name: 'say it', props: [{ p: 'payload' }], payload, payloadType: 'str' },
    ...{ topic: '', repeat: '', crontab: '', once: false, onceDelay: 0.1 },
    ...properties,
  };
}
