import type { FlowNode } from '../helpers/node-red.js';

/** Nodes that stand on no tab: with a place there, Node-RED would draw them. */
const CONFIG_NODES: readonly string[] = ['deepgram-callback-endpoint', 'tab'];

/** A tab for nodes of a test, and the account that they share. */
export function tabWith(url: string, nodes: FlowNode[]): FlowNode[] {
  const account = { id: 'account', type: 'deepgram-config', name: '', url, auth: 'key', tls: '', proxy: '' };
  return [
    { id: 'tab', type: 'tab', label: 'Announcements', disabled: false, info: '' },
    { ...account, concurrency: 10, timeout: 60, retries: 3, credentials: { apiKey: 'emulator-key' } },
    ...nodes.map((node, index) =>
      CONFIG_NODES.includes(node.type)
        ? node
        : { z: 'tab', x: 320, y: 80 + 60 * index, wires: [[]], ...node },
    ),
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
      cache: 'off',
      within: '',
    },
    ...{ delivery: 'wait', endpoint: '', callbackUrl: '', callbackUrlType: 'str', callbackMethod: 'POST' },
    ...properties,
  };
}

/** A deepgram-transcribe with every property, as the editor saves it. */
export function transcribeNode(id: string, properties: Record<string, unknown> = {}): FlowNode {
  return {
    ...{ id, type: 'deepgram-transcribe', name: id, account: 'account', model: 'nova-3', modelType: 'str' },
    ...{ audio: 'payload', audioType: 'msg', source: 'auto', params: { smart_format: true } },
    ...{ options: 'deepgramOptions', optionsType: 'msg', within: '' },
    ...{ result: 'transcript', output: 'payload', keepResponse: false },
    ...{ delivery: 'wait', endpoint: '', callbackUrl: '', callbackUrlType: 'str', callbackMethod: 'POST' },
    ...properties,
  };
}

/** A deepgram-callback-endpoint with every property, as the editor saves it: one that Deepgram can call. */
export function endpointNode(id: string, properties: Record<string, unknown> = {}): FlowNode {
  return {
    ...{ id, type: 'deepgram-callback-endpoint', name: '', path: '/deepgram/callback' },
    ...{ publicUrl: 'https://red.example.org', listen: 'node-red', port: 8443, tls: '', store: '' },
    ...{ deadline: 60, maxBody: 250, keyId: '', acceptUnproven: false },
    ...properties,
  };
}

/** A deepgram-callback-in with every property, as the editor saves it. */
export function callbackInNode(id: string, properties: Record<string, unknown> = {}): FlowNode {
  return {
    ...{
      id,
      type: 'deepgram-callback-in',
      name: 'what Deepgram delivers to this house',
      endpoint: 'endpoint',
      scope: null,
      ack: 'received',
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
