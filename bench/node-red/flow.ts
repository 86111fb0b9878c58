import type { Work } from '../peer.js';
import { startNodeRed } from './start.js';
import { sendThroughFlow } from './traffic.js';
import type { Flow, FlowNode } from './user-dir.js';

/**
 * Runs nodes, one wired to the next, between a source and a sink; a Catch and a Status node lead to the sink
 * as well, as flows have them. Nodes without a place on a tab (`config`) stand beside the chain.
 */
export async function openFlow({
  chain,
  config = [],
  ...rest
}: Omit<Flow, 'nodes'> & { chain: readonly FlowNode[]; config?: readonly FlowNode[] }): Promise<Work> {
  const line = [{ id: 'source', type: 'bench-source' }, ...chain, { id: 'sink', type: 'bench-sink' }];
  const tapped = ['catch', 'status'].map((type) => onTab({ id: type, type, scope: null }, 'sink'));
  await startNodeRed({
    ...rest,
    nodes: [
      { id: 'tab', type: 'tab', label: 'bench' },
      ...config,
      ...line.map((node, place) => onTab(node, line[place + 1]?.id)),
      ...tapped,
    ],
  });
  return sendThroughFlow;
}

/** A node on the flow's one tab, wired to the next. */
export function onTab(node: FlowNode, ...next: (string | undefined)[]): FlowNode {
  return { ...node, z: 'tab', x: 0, y: 0, wires: [next.filter((id) => id !== undefined)] };
}
