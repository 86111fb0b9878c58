import type { FlowNode } from './node-red.js';

/** What to set otherwise than a newcomer's flow has it. */
export interface SpeakFlowOptions {
  url: string;
  key?: string | undefined;
  account?: Record<string, unknown>;
  speak?: Record<string, unknown>;
  more?: FlowNode[];
}

/**
 * A tab in which a test takes part: `in` → `speak` → `out`, with everything that `speak` tells Catch,
 * Complete and Status nodes at `caught`, `completed` and `status`.
 */
export function speakFlow({
  url,
  key = 'emulator-key',
  account,
  speak,
  more = [],
}: SpeakFlowOptions): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'account', type: 'deepgram-config', url, auth: 'key', credentials: { apiKey: key }, ...account },
    { ...onTab('in', 'test-source'), wires: [['speak']] },
    { ...onTab('speak', 'deepgram-speak'), account: 'account', wires: [['out']], ...speak },
    { ...onTab('catch', 'catch'), scope: ['speak'], wires: [['caught']] },
    { ...onTab('complete', 'complete'), scope: ['speak'], wires: [['completed']] },
    { ...onTab('statuses', 'status'), scope: ['speak'], wires: [['status']] },
    ...['out', 'caught', 'completed', 'status'].map((id) => onTab(id, 'test-sink')),
    ...more,
  ];
}

/** A node on the tab of a `speakFlow`. Without a place there, Node-RED would take it for a config node. */
export function onTab(id: string, type: string): FlowNode {
  return { id, type, z: 'tab', x: 0, y: 0, wires: [] };
}
