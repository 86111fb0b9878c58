/** A chunk, and the way to the next one. Who has heard a chunk lets go of it, and so it is kept for the slower ones only. */
interface Link {
  /** Undefined at the end. */
  readonly chunk: Buffer | undefined;
  next?: Promise<Link>;
}

/** Audio that comes once and is heard by several, each at its own pace. */
export interface Broadcast {
  /** Hears it from its beginning, in chunks that are copies: flows write into what they get. */
  hear(): AsyncIterator<Buffer>;
}

/** What becomes of a broadcast; one of them is called, once. */
export interface Endings {
  /** @param audio - joins what has come: for who has a use for it */
  whole(audio: () => Buffer): void;
  failed(): void;
  /** There is more than `limit`: it goes on for who has begun to hear, and nobody can begin any more. */
  tooLong(): void;
}

/**
 * Begins a broadcast, which may be heard before it is there. The fastest listener makes it go on: where nobody waits, nothing is read.
 *
 * @param limit - bytes that are kept for listeners to come
 */
export function broadcast(
  coming: Promise<{ readonly audio: AsyncIterable<Buffer> }>,
  limit: number,
  endings: Endings,
): Broadcast {
  let chunks: AsyncIterator<Buffer> | undefined;
  let beginning: Link | undefined = { chunk: undefined };
  let kept: Buffer[] | undefined = [];
  let bytes = 0;

  async function read(): Promise<Link> {
    try {
      chunks ??= (await coming).audio[Symbol.asyncIterator]();
      const { done, value } = await chunks.next();
      if (done) {
        const all = kept;
        if (all) endings.whole(() => Buffer.concat(all, bytes));
        return { chunk: undefined };
      }
      bytes += value.length;
      if (bytes <= limit) kept?.push(value);
      else if (kept) {
        kept = undefined;
        beginning = undefined;
        endings.tooLong();
      }
      return { chunk: value };
    } catch (error) {
      if (kept) endings.failed();
      throw error;
    }
  }

  async function* from(link: Link): AsyncGenerator<Buffer> {
    for (;;) {
      link.next ??= read();
      link = await link.next;
      if (!link.chunk) return;
      yield Buffer.from(link.chunk);
    }
  }

  return {
    hear() {
      if (!beginning) throw new TypeError('what is too long is not joined');
      return from(beginning);
    },
  };
}
