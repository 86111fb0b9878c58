import type { FlowNode } from './node-red.js';
import { onTab } from './speak-flow.js';

/** What to set otherwise than a newcomer's flow has it. */
export interface TranscribeFlowOptions {
  url: string;
  account?: Record<string, unknown>;
  transcribe?: Record<string, unknown>;
  /** What stands between `in` and `transcribe`, in this order. */
  before?: FlowNode[];
  more?: FlowNode[];
}

/**
 * A tab in which a test takes part: `in` → `transcribe` → `out`, with everything that `transcribe` tells Catch,
 * Complete and Status nodes at `caught`, `completed` and `status`.
 */
export function transcribeFlow({
  url,
  account,
  transcribe,
  before = [],
  more = [],
}: TranscribeFlowOptions): FlowNode[] {
  const way = [...before.map(({ id }) => id), 'transcribe'];
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    {
      ...{ id: 'account', type: 'deepgram-config', url, auth: 'key' },
      ...{ credentials: { apiKey: 'emulator-key' }, ...account },
    },
    { ...onTab('in', 'test-source'), wires: [way.slice(0, 1)] },
    ...before.map((node, index) => ({ ...node, wires: [way.slice(index + 1, index + 2)] })),
    { ...onTab('transcribe', 'deepgram-transcribe'), account: 'account', wires: [['out']], ...transcribe },
    { ...onTab('catch', 'catch'), scope: ['transcribe'], wires: [['caught']] },
    { ...onTab('complete', 'complete'), scope: ['transcribe'], wires: [['completed']] },
    { ...onTab('statuses', 'status'), scope: ['transcribe'], wires: [['status']] },
    ...['out', 'caught', 'completed', 'status'].map((id) => onTab(id, 'test-sink')),
    ...more,
  ];
}

/**
 * A function node, as users write them, for what does not travel between processes.
 *
 * @param body - of a function of `msg`; `stream` and `fs` are Node's modules, and of what is no Buffer, `fill(bytes)`
 *   is a stream of so many bytes
 */
export function makes(body: string): FlowNode {
  return {
    ...onTab('make', 'function'),
    ...{ func: `${FILL}\n${body}`, outputs: 1, initialize: '', finalize: '' },
    libs: [
      { var: 'stream', module: 'stream' },
      { var: 'fs', module: 'fs' },
    ],
  };
}

const FILL = `
function fill(bytes, begin = Buffer.alloc(0)) {
  const block = Buffer.alloc(65536);
  let left = bytes;
  return new stream.Readable({
    read() {
      if (left === bytes && begin.length) {
        left -= begin.length;
        this.push(begin);
        return;
      }
      const size = Math.min(left, block.length);
      left -= size;
      this.push(size ? block.subarray(0, size) : null);
    },
  });
}`;
