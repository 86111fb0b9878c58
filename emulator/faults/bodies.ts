import { setTimeout as delay } from 'node:timers/promises';

/** A pause that ends early, without an error, when the response is over. */
export async function pause(ms: number, over: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: over }).catch(() => undefined);
}

/** Settles when the response is over. */
export async function untilOver(over: AbortSignal): Promise<void> {
  if (over.aborted) return;
  await new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }));
}

/** The body cut into pieces of the lengths that `next` gives, in turn. */
export async function* sliced(body: AsyncIterable<Buffer>, next: () => number): AsyncGenerator<Buffer> {
  for await (const piece of body) {
    let rest = piece;
    while (rest.length > 0) {
      const length = Math.min(next(), rest.length);
      yield rest.subarray(0, length);
      rest = rest.subarray(length);
    }
  }
}

/** The body; once `bytes` of it have been sent, or at its end where it is shorter, `then` comes first. */
export async function* interrupted(
  body: AsyncIterable<Buffer>,
  bytes: number,
  then: () => Promise<void>,
): AsyncGenerator<Buffer> {
  let left = bytes;
  let done = false;
  const interrupt = async (): Promise<void> => {
    done = true;
    await then();
  };
  if (left === 0) await interrupt();
  for await (const piece of body) {
    if (done || piece.length < left) {
      left -= piece.length;
      yield piece;
      continue;
    }
    yield piece.subarray(0, left);
    await interrupt();
    if (piece.length > left) yield piece.subarray(left);
  }
  if (!done) await interrupt();
}

/** So many bytes in large pieces; byte n is n modulo 251, so that a lost one is seen. */
export async function* filled(bytes: number): AsyncGenerator<Buffer> {
  const block = counting(0, 251 * 256);
  for (let left = bytes; left > 0; left -= block.length)
    yield block.subarray(0, Math.min(left, block.length));
}

/** The same bytes in so many chunks as equal as can be, with a pause before each. */
export async function* pacedBytes(
  bytes: number,
  chunks: number,
  ms: number,
  over: AbortSignal,
): AsyncGenerator<Buffer> {
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    await pause(ms, over);
    if (over.aborted) return;
    const from = Math.floor((bytes * chunk) / chunks);
    const to = Math.floor((bytes * (chunk + 1)) / chunks);
    yield counting(from, to);
  }
}

/** All of a body at once. */
export async function collected(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

function counting(from: number, to: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: to - from }, (_, index) => (from + index) % 251));
}
