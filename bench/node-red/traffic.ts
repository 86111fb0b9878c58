import type { Message, Node } from '../../src/node-red/runtime.js';
import type { Work } from '../peer.js';
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

/** Lets one text enter the flow, and resolves when all its audio has left it. */
export const speakThroughFlow: Work = (onResult) =>
  new Promise((resolve, reject) => {
    const bench = ++count;
    waiting.set(bench, { onResult, end: resolve, fail: reject });
    source?.send({ payload: TEXT, bench });
  });

/** Takes what reaches the end of the flow: audio, whole or in parts, and what Catch and Status nodes tell. */
export function arrived({ bench, payload, parts, complete, error }: Message): void {
  const work = waiting.get(bench);
  if (!work) return;
  if (!error) work.onResult(Buffer.isBuffer(payload) ? payload.length : 0);
  if (parts !== undefined && complete === undefined && !error) return;
  waiting.delete(bench);
  if (error) work.fail(new Error(JSON.stringify(error)));
  else work.end();
}
