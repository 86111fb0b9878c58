import { Readable } from 'node:stream';

/**
 * Reads a value before anything else is looked at, and does with it what is to be done. Should it be a stream, it
 * is destroyed in the end: one that was refused unread would keep what it holds, and an error of it, to which
 * nobody listens, would end the process.
 *
 * @param read - called at once
 * @param work - need not ask for the value; what `read` rejects with is told to whoever asks
 */
export async function holding<T>(
  read: () => Promise<unknown>,
  work: (value: () => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const reading = read().then(listen);
  // Work that fails before it asks has an error of its own.
  reading.catch(() => undefined);
  try {
    return await work(() => reading);
  } finally {
    reading.then(letGo, () => undefined);
  }
}

function listen(value: unknown): unknown {
  if (value instanceof Readable) value.on('error', () => undefined);
  return value;
}

function letGo(value: unknown): void {
  if (value instanceof Readable) value.destroy();
}
