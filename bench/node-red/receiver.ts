import { setImmediate as turn } from 'node:timers/promises';
import { CREDENTIALS, PATH } from '../delivery.js';
import type { Receiver } from '../peer.js';
import { ROOT } from '../root.js';
import { onTab } from './flow.js';
import { startNodeRed } from './start.js';
import type { FlowNode } from './user-dir.js';

/** An endpoint as a user has it, with credentials for deliveries that are no job of ours. */
export interface Endpoint {
  readonly id: string;
  readonly path: string;
}

/** The endpoint that most receivers have. */
export const ENDPOINT: Endpoint = { id: 'endpoint', path: PATH };

/** Runs a flow that takes deliveries, with a Catch and a Status node as flows have them. */
export async function openReceiver(
  nodes: readonly FlowNode[],
  endpoints: readonly Endpoint[] = [],
): Promise<Receiver> {
  const origin = await startNodeRed({
    installed: { '@deepgram-contrib/node-red-deepgram': ROOT },
    credentials: Object.fromEntries(endpoints.map(({ id }) => [id, CREDENTIALS])),
    nodes: [
      { id: 'tab', type: 'tab', label: 'bench' },
      ...endpoints.map(({ id, path }) => endpointNode(id, path)),
      ...nodes,
      ...['catch', 'status'].map((type) => onTab({ id: type, type, scope: null })),
    ],
  });
  // Endpoints open, and callback-in nodes join them, in the turns after the flow has started.
  await turn();
  return { origin };
}

/** A deepgram-callback-in wired to the next node. */
export function callbackIn(endpoint: Endpoint, next?: string): FlowNode {
  const id = `in-${endpoint.id}`;
  return onTab(
    { id, type: 'deepgram-callback-in', endpoint: endpoint.id, scope: null, ack: 'received' },
    next,
  );
}

function endpointNode(id: string, path: string): FlowNode {
  const publicUrl = 'https://bench.example.org';
  return { id, type: 'deepgram-callback-endpoint', path, publicUrl, listen: 'node-red', deadline: 60 };
}
