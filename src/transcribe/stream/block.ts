/** Copies audio, piece behind piece, into blocks: neighbours can be joined without another copy. */
export interface Blocks {
  copy(bytes: Uint8Array): Uint8Array;
}

/**
 * Bytes of a block: half a second of 16-bit samples at 16 kHz. A piece that stays keeps its block; fifty small
 * Buffers a second that stay for seconds would cost more time for collecting garbage than all else that is done here.
 */
const BLOCK_BYTES = 16 * 1024;

/** Begins without a block. */
export function createBlocks(size = BLOCK_BYTES): Blocks {
  let block: Buffer | undefined;
  let used = 0;

  return {
    copy(bytes) {
      // A piece of its own: as much would be left over in a block.
      if (bytes.length * 2 > size) return Buffer.from(bytes);
      if (!block || used + bytes.length > size) {
        block = Buffer.allocUnsafeSlow(size);
        used = 0;
      }
      const begin = used;
      used += bytes.length;
      block.set(bytes, begin);
      return block.subarray(begin, used);
    },
  };
}

/** Two pieces as one, where the second lies behind the first in the same block; else undefined. */
export function joined(one: Uint8Array, next: Uint8Array): Uint8Array | undefined {
  const isBehind = one.buffer === next.buffer && one.byteOffset + one.length === next.byteOffset;
  return isBehind ? Buffer.from(one.buffer, one.byteOffset, one.length + next.length) : undefined;
}
