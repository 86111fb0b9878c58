import type { Hearer } from '../peer.js';
import { onTab } from './flow.js';
import { hearThroughFlow } from './hearings.js';
import { SINK, startTalking } from './talking-flow.js';
import type { Flow, FlowNode } from './user-dir.js';

/**
 * Runs a node that hears, between a source of audio and a sink that reads its transcripts. What else it has to say
 * goes to the sink as well, as does what a Catch and a Status node tell.
 */
export async function openHearingFlow({
  chain: [node],
  config = [],
  ...rest
}: Omit<Flow, 'nodes'> & { chain: readonly FlowNode[]; config?: readonly FlowNode[] }): Promise<Hearer> {
  if (!node) throw new Error('Nobody hears.');
  const nodes = [
    ...config,
    onTab({ id: 'source', type: 'bench-source' }, node.id),
    { ...onTab(node), wires: [[SINK], [SINK]] },
  ];
  await startTalking({ ...rest, nodes }, 'bench-reader');
  let count = 0;
  return { listen: async (onResult, onError) => hearThroughFlow(++count, onResult, onError) };
}
