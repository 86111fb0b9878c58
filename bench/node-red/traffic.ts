import type { Message, Node } from '../../src/node-red/runtime.js';
import type { Work } from '../peer.js';
import { sizeOf } from '../size-of.js';
import { TEXT } from '../utterance.js';

/** Someone who waits at the end of the flow for what comes of a message. */
interface Waiting {
  readonly onResult: (bytes: number) => void;
  readonly end: () => void;
  readonly fail: (error: Error) => void;
}

const waiting = new Map<unknown, Waiting>();
let source: Node | undefined;
let count = 0;

export function openSource(node: Node): void {
  source = node;
}

/** Lets one text, or what else there is to be done, enter the flow, and resolves when all that comes of it has left it. */
export const sendThroughFlow: Work = (onResult, input = TEXT) =>
  new Promise((resolve, reject) => {
    const bench = ++count;
    waiting.set(bench, { onResult, end: resolve, fail: reject });
    source?.send({ payload: input, bench });
  });

/** Takes what reaches the end of the flow: audio, whole or in parts, transcripts, and what Catch and Status nodes tell. */
export function arrived({ bench, payload, parts, complete, error }: Message): void {
  const work = waiting.get(bench);
  if (!work) return;
  if (!error) work.onResult(payload === undefined ? 0 : sizeOf(payload));
  if (parts !== undefined && complete === undefined && !error) return;
  waiting.delete(bench);
  if (error) work.fail(new Error(JSON.stringify(error)));
  else work.end();
}
