import { setImmediate } from 'node:timers/promises';

/** A piece of audio, and whether nothing comes after it. */
export interface Part {
  readonly chunk: Buffer;
  readonly last: boolean;
}

/**
 * Marks the last chunk, without keeping any chunk waiting for the next one. Where the end only shows after
 * the last chunk has gone, an empty one marks it.
 */
export async function* markLast(audio: AsyncIterable<Buffer>): AsyncGenerator<Part> {
  const chunks = audio[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (let coming = chunks.next(); !ended; ) {
      const { done, value } = await coming;
      if (done) break;
      coming = chunks.next();
      // The end of a body often lies in the same packet as its last chunk: then it is known within a turn.
      const next = await Promise.race([coming, setImmediate(undefined)]).catch(() => undefined);
      ended = next?.done === true;
      yield { chunk: value, last: ended };
    }
    if (!ended) yield { chunk: Buffer.alloc(0), last: true };
  } finally {
    await chunks.return?.();
  }
}
