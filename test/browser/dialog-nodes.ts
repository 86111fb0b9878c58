import type { FlowNode } from '../helpers/node-red.js';
import { callbackInNode, endpointNode, speakNode, transcribeNode } from './flow.js';

const WRONG_SPEECH = {
  ...{ encoding: 'mulaw', container: 'none', sample_rate: 44100, speed: 3, tone: 'warm' },
  tag: ['kitchen'],
};
const WRONG_TRANSCRIPTION = {
  ...{ keywords: ['a', 'b'], diarize: true, diarize_model: 'v2', detect_language: ['de', 'en'] },
  ...{ redact: ['pci', 'aggressive_numbers'], encoding: 'linear16', language: 'tlh', tone: 'warm' },
};
const UNREACHABLE = {
  publicUrl: 'http://voice.some-long-name-of-a-host.internal:1880/a/path/behind/a/proxy',
};
const TO_URL = { delivery: 'callback', callbackUrl: 'http://10.0.0.1', callbackUrlType: 'str' };

/** Nodes whose dialogs show all that a dialog can show: every form of it, what is wrong, what is warned of. */
export const DIALOG_NODES: FlowNode[] = [
  endpointNode('endpoint', { ...UNREACHABLE, listen: 'own', acceptUnproven: true }),
  speakNode('speak', { params: WRONG_SPEECH, result: 'url', cache: 'disk' }),
  speakNode('speak-endpoint', { delivery: 'callback', endpoint: 'endpoint' }),
  speakNode('speak-url', TO_URL),
  {
    ...{ id: 'speak-stream', type: 'deepgram-speak-stream', name: 'speak-stream', account: 'account' },
    ...{ text: 'payload', textType: 'msg', model: 'aura-2-thalia-en', modelType: 'str' },
    ...{ params: { encoding: 'linear16', sample_rate: 2400, tone: 'warm' } },
    ...{ options: 'deepgramOptions', optionsType: 'msg', output: 'payload' },
    ...{ flush: 'sentence', pause: 'x', session: '', sessionType: 'str' },
    ...{ frame: 'x', ahead: 'x', header: 'none', idle: 'x', wires: [[], []] },
  },
  transcribeNode('transcribe', { params: WRONG_TRANSCRIPTION, result: 'paragraphs', within: 'x' }),
  transcribeNode('transcribe-url', TO_URL),
  liveNode('live', { callbackUrl: 'http://example.org:1880' }),
  liveNode('live-flux', { model: 'flux-general-en' }),
  callbackInNode('in', { scope: ['speak-endpoint', 'deleted'], ack: 'flow' }),
];

function liveNode(id: string, properties: Record<string, unknown>): FlowNode {
  return {
    ...{ id, type: 'deepgram-transcribe-stream', name: id, account: 'account' },
    ...{ model: 'nova-3', modelType: 'str', audio: 'payload', audioType: 'msg' },
    ...{ params: { smart_format: true, encoding: 'mulaw', diarize_model: 'v2', tone: 'warm' } },
    ...{ options: 'deepgramOptions', optionsType: 'msg', emit: 'utterance', output: 'payload' },
    ...{ session: '', sessionType: 'auto', idle: 'x', wires: [[], []] },
    ...{ endpoint: '', callbackUrl: '', callbackUrlType: 'str', callbackMethod: 'WS' },
    ...properties,
  };
}
