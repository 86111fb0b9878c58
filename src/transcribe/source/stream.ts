import type { Readable } from 'node:stream';
import { isUint8Array } from 'node:util/types';
import { DeepgramError } from '../../client/errors.js';
import { cutUrls } from '../../client/secrets.js';
import { sourceStalled } from '../../client/upload.js';
import { BEGINNING_BYTES } from '../content-type.js';
import type { Source, Waiting } from './source.js';

/**
 * A stream from elsewhere. It can be read once only, so a request that has begun to send it is not tried again.
 *
 * @throws DeepgramError BAD_REQUEST where it fails or gives no bytes, TIMEOUT where it stops without an end, at once
 *   or while it is sent
 */
export async function openStream(stream: Readable, waiting: Waiting): Promise<Source> {
  const end = () => void stream.destroy();
  // Whoever destroys it may do so with an error, when nobody reads any more.
  stream.on('error', () => undefined);
  return openOnce(bytesOf(stream), end, waiting);
}

/** Any bytes that come one after another, once. @throws DeepgramError TIMEOUT where the first don't come in time */
export async function openOnce(
  chunks: AsyncIterable<Uint8Array>,
  end: () => void,
  waiting: Waiting,
): Promise<Source> {
  const reader = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  try {
    for (let length = 0; length < BEGINNING_BYTES; length += first.at(-1)?.length ?? 0) {
      const { done, value } = await inTime(reader.next(), waiting);
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

  const upload = { isRepeatable: false, isWatched: waiting.patience === undefined, open: whole };
  return { begin: Buffer.concat(first), upload, end };
}

/** What a promise resolves with, unless the waiting ends first. @throws what the signal was aborted with, TIMEOUT */
async function inTime<T>(promise: Promise<T>, { signal, patience }: Waiting): Promise<T> {
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    const timer = patience && setTimeout(() => reject(sourceStalled(patience)), patience);
    stop = () => {
      signal.removeEventListener('abort', abort);
      clearTimeout(timer);
    };
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop();
  }
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
      detail: cutUrls(error instanceof Error ? error.message : String(error)),
    });
  }
}
