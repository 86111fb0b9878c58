import type { Readable } from 'node:stream';
import { isUint8Array } from 'node:util/types';
import { DeepgramError } from '../../client/errors.js';
import { BEGINNING_BYTES } from '../content-type.js';
import type { Source } from './source.js';

/**
 * A stream from elsewhere. It can be read once only, so a request that has begun to send it is not tried again.
 *
 * @throws DeepgramError BAD_REQUEST where it fails or gives no bytes, at once or while it is sent
 */
export async function openStream(stream: Readable, signal: AbortSignal): Promise<Source> {
  const end = () => void stream.destroy();
  // Whoever destroys it may do so with an error, when nobody reads any more.
  stream.on('error', () => undefined);
  return openOnce(bytesOf(stream), end, signal);
}

/**
 * Any bytes that come one after another, once.
 *
 * @param signal - ends the waiting for the first of them
 */
export async function openOnce(
  chunks: AsyncIterable<Uint8Array>,
  end: () => void,
  signal: AbortSignal,
): Promise<Source> {
  const reader = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  try {
    for (let length = 0; length < BEGINNING_BYTES; length += first.at(-1)?.length ?? 0) {
      const { done, value } = await orAborted(reader.next(), signal);
      if (done) break;
      first.push(value);
    }
  } catch (error) {
    end();
    throw error;
  }

  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      for (let next = await reader.next(); !next.done; next = await reader.next()) yield next.value;
    } finally {
      await reader.return?.();
    }
  }

  return { begin: Buffer.concat(first), upload: { isRepeatable: false, open: whole }, end };
}

/** What a promise resolves with, unless the signal is aborted first: then it throws what that was aborted with. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function* bytesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream as AsyncIterable<unknown>) {
      if (!isUint8Array(chunk)) throw new DeepgramError('BAD_REQUEST', 'streamNoBytes');
      yield chunk;
    }
  } catch (error) {
    if (error instanceof DeepgramError) throw error;
    throw new DeepgramError('BAD_REQUEST', 'streamFailed', {
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}
