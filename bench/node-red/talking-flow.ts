import type { Talker } from '../peer.js';
import { converse } from './conversations.js';
import { onTab } from './flow.js';
import { startNodeRed } from './start.js';
import type { Flow, FlowNode } from './user-dir.js';

/**
 * Runs a node that talks, between a source and a sink that looks at its audio. What else it has to say goes to the
 * sink as well, as does what a Catch and a Status node tell.
 */
export async function openTalkingFlow({
  chain: [node],
  config = [],
  ...rest
}: Omit<Flow, 'nodes'> & { chain: readonly FlowNode[]; config?: readonly FlowNode[] }): Promise<Talker> {
  if (!node) throw new Error('Nobody talks.');
  await startTalking({
    ...rest,
    nodes: [
      ...config,
      onTab({ id: 'source', type: 'bench-source' }, node.id),
      { ...onTab(node), wires: [[SINK], [SINK]] },
    ],
  });
  let count = 0;
  return { open: async () => converse(++count) };
}

/** Where the audio of all conversations goes, or the transcripts of what is heard. */
export const SINK = 'sink';

/** Starts nodes with their sink, of this type, a Catch and a Status node as flows have them. */
export async function startTalking({ nodes, ...rest }: Flow, sink = 'bench-ear'): Promise<void> {
  await startNodeRed({
    ...rest,
    nodes: [
      { id: 'tab', type: 'tab', label: 'bench' },
      ...nodes,
      onTab({ id: SINK, type: sink }),
      ...['catch', 'status'].map((type) => onTab({ id: type, type, scope: null }, SINK)),
    ],
  });
}
