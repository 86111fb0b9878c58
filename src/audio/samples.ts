import { createCarry } from './carry.js';
import type { Joiner } from './joiner.js';

/**
 * Joins raw samples: each chunk that leaves is a whole number of them. A part of a sample at the end of a piece is
 * no sound, and is dropped.
 *
 * @param sampleBytes - Bytes of a sample; with 1, all chunks pass as they are.
 */
export function createSampleJoiner(sampleBytes: number): Joiner {
  const carry = createCarry();
  return {
    add(chunk) {
      const bytes = carry.take(chunk);
      if (!bytes) return [];
      const whole = bytes.length - (bytes.length % sampleBytes);
      if (whole < bytes.length) carry.keep(bytes.subarray(whole), sampleBytes);
      return whole > 0 ? [bytes.subarray(0, whole)] : [];
    },
    endPiece() {
      carry.takeRest();
      return [];
    },
    end: () => [],
  };
}
