import type { FlowNode } from './node-red.js';
import { onTab } from './speak-flow.js';

/** What to set otherwise than a flow has it that submits to an endpoint on Node-RED's own server. */
export interface CallbackFlowOptions {
  /** Where Node-RED is reached. */
  publicUrl: string;
  /** Where Deepgram is reached. */
  url: string;
  endpoint?: Record<string, unknown>;
  speak?: Record<string, unknown>;
  callbackIn?: Record<string, unknown>;
  more?: FlowNode[];
}

/**
 * A tab in which a test takes part: `in` → `speak` → `accepted`, and `callback` → `out`, with everything
 * that the two tell Catch nodes at `caught`, and the callback's statuses at `status`.
 */
export function callbackFlow({
  publicUrl,
  url,
  endpoint,
  speak,
  callbackIn,
  more = [],
}: CallbackFlowOptions): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'account', type: 'deepgram-config', url, auth: 'key', credentials: { apiKey: 'emulator-key' } },
    {
      ...{ id: 'endpoint', type: 'deepgram-callback-endpoint', publicUrl, path: '/deepgram/callback' },
      ...{ listen: 'node-red', credentials: { secret: '', username: '', password: '' } },
      ...endpoint,
    },
    { ...onTab('in', 'test-source'), wires: [['speak']] },
    {
      ...{ ...onTab('speak', 'deepgram-speak'), account: 'account', wires: [['accepted']] },
      ...{ delivery: 'callback', endpoint: 'endpoint', ...speak },
    },
    { ...onTab('callback', 'deepgram-callback-in'), endpoint: 'endpoint', wires: [['out']], ...callbackIn },
    { ...onTab('catch', 'catch'), scope: null, wires: [['caught']] },
    { ...onTab('statuses', 'status'), scope: ['callback'], wires: [['status']] },
    ...['accepted', 'out', 'caught', 'status'].map((id) => onTab(id, 'test-sink')),
    ...more,
  ];
}
