import assert from 'node:assert/strict';
import type { DeepgramError } from '../../../src/client/errors.js';
import type { AudioInput } from '../../../src/transcribe/stream/tape.js';
import type { LiveAudio } from '../../../src/transcribe/stream/wish.js';

/** 16-bit samples of one channel, 1,000 a second: two bytes are a millisecond. */
export const BARE: LiveAudio = { isBare: true, byteRate: 2000, block: 2, channels: 1 };

/** So many bytes that count on from a number, so that each place is told from the others. */
export function counting(bytes: number, from = 0): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, (_, index) => (from + index) % 251));
}

/** A message that notes how it ends. */
export function input(): AudioInput & { readonly ends: (DeepgramError | undefined)[] } {
  const ends: (DeepgramError | undefined)[] = [];
  return {
    ends,
    end(error) {
      ends.push(error);
      assert.equal(ends.length, 1, 'a message ends once');
    },
  };
}
