import type { Emulator, RecordedSocket } from '../../emulator/server.js';
import type { FlowNode, NodeRed, Received } from './node-red.js';
import { send } from './sender.js';
import { onTab } from './speak-flow.js';
import type { Failure } from './speak-stream-flow.js';
import { transcribeStreamFlow } from './transcribe-stream-flow.js';

export { frames, sayRaw, silence } from './transcribe-stream-flow.js';

/** What to set otherwise than a flow has it whose stream is delivered to Node-RED's own server. */
export interface CallbackStreamFlowOptions {
  /** Where Node-RED is reached. */
  publicUrl: string;
  /** Where Deepgram is reached. */
  url: string;
  endpoint?: Record<string, unknown>;
  stream?: Record<string, unknown>;
  callbackIn?: Record<string, unknown>;
  more?: FlowNode[];
}

/**
 * A tab with a `transcribeStreamFlow` and beside it `callback` → `result`, with what `callback` tells Catch nodes at
 * `failed`; and a tab `other` with a node that a deploy can change.
 */
export function callbackStreamFlow({
  publicUrl,
  url,
  endpoint,
  stream,
  callbackIn,
  more = [],
}: CallbackStreamFlowOptions): FlowNode[] {
  return transcribeStreamFlow({
    ...{ url, stream: { endpoint: 'endpoint', callbackMethod: 'WS', ...stream } },
    more: [
      {
        ...{ id: 'endpoint', type: 'deepgram-callback-endpoint', publicUrl, path: '/deepgram/callback' },
        ...{ listen: 'node-red', credentials: { secret: '', username: '', password: '' } },
        ...endpoint,
      },
      {
        ...onTab('callback', 'deepgram-callback-in'),
        endpoint: 'endpoint',
        wires: [['result']],
        ...callbackIn,
      },
      { ...onTab('catch2', 'catch'), scope: ['callback'], wires: [['failed']] },
      ...['result', 'failed'].map((id) => onTab(id, 'test-sink')),
      { id: 'other', type: 'tab', label: 'other' },
      { ...onTab('elsewhere', 'test-sink'), z: 'other' },
      ...more,
    ],
  });
}

/** A flow as the editor posts it when credentials are not touched, some of its nodes changed. */
export function changed(
  nodes: FlowNode[],
  changes: Record<string, Record<string, unknown>> = {},
): FlowNode[] {
  return nodes.map(({ credentials, ...node }) => ({
    ...{ ...node, ...changes[node.id] },
    ...{ id: node.id, type: node.type },
  }));
}

/** The transcripts that have come out, in a row. */
export function transcriptOf(messages: readonly Received[]): string {
  return messages.map(({ payload }) => String(payload)).join(' ');
}

/** Waits until what has come out says this. @returns it */
export async function untilSaid(nodeRed: NodeRed, wanted: string, sink = 'result'): Promise<Received[]> {
  await nodeRed.untilTrue(() => transcriptOf(nodeRed.received(sink)).includes(wanted));
  return nodeRed.received(sink);
}

/** Waits until a socket's callback is as wanted. @param from - how many sockets there were before */
export async function untilCallback(
  emulator: Emulator,
  from: number,
  isWanted: (callback: NonNullable<RecordedSocket['callback']>) => boolean,
): Promise<RecordedSocket> {
  return emulator.waitForSocket((socket) => {
    const { callback } = socket;
    return emulator.sockets.indexOf(socket) >= from && callback !== undefined && isWanted(callback);
  });
}

/** Delivers something for the latest stream, as Deepgram would. @returns the status of the answer */
export async function deliverForLatest(
  nodeRed: NodeRed,
  emulator: Emulator,
  body: object | string,
): Promise<number> {
  const { pathname, search } = new URL(emulator.sockets.at(-1)?.query.get('callback') ?? '');
  const headers = { 'content-type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (await send(nodeRed.url, { target: pathname + search, headers, body: text })).status;
}

/** What a Catch node was told. */
export function failureOf(caught: Received | undefined): Failure {
  if (!caught?.error) throw new Error('Nothing was caught.');
  return caught.error as Failure;
}
