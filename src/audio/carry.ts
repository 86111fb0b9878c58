/** Keeps the bytes of a unit that is not complete yet, and gives them back with what follows. */
export interface Carry {
  /**
   * @returns What was kept and the chunk, in one Buffer; undefined while that is fewer bytes than asked for.
   */
  take(chunk: Buffer): Buffer | undefined;
  /** What was kept, whether it is enough or not. */
  takeRest(): Buffer;
  /** @param needed - Bytes, these included, without which there is no going on. */
  keep(bytes: Buffer, needed: number): void;
}

/**
 * An empty {@link Carry}. What it keeps are copies: a chunk that has left belongs to the flow, which may write
 * into it. Many small chunks for one large unit are not copied again and again.
 */
export function createCarry(): Carry {
  let kept: Buffer[] = [];
  let length = 0;
  let needed = 0;

  function takeRest(): Buffer {
    const [first] = kept;
    const bytes = first && kept.length === 1 ? first : Buffer.concat(kept, length);
    kept = [];
    length = 0;
    needed = 0;
    return bytes;
  }

  return {
    take(chunk) {
      const isEnough = length + chunk.length >= needed;
      if (chunk.length > 0) kept.push(isEnough ? chunk : Buffer.from(chunk));
      length += chunk.length;
      return isEnough ? takeRest() : undefined;
    },
    takeRest,
    keep(bytes, bytesNeeded) {
      kept = bytes.length > 0 ? [Buffer.from(bytes)] : [];
      length = bytes.length;
      needed = bytesNeeded;
    },
  };
}
