import { BANDS } from './bands.js';

/** A stretch of measured sound that grows at its end and is forgotten at its beginning. */
export interface Frames {
  /** {@link BANDS} numbers for each frame that is still known. */
  readonly values: Float32Array;
  /** The number of the first frame that is still known. */
  readonly first: number;
  /** The number of the frame to come. */
  readonly end: number;
  push(values: Float32Array): void;
  /** Forgets what came before a frame. */
  forget(before: number): void;
}

export function createFrames(): Frames {
  let memory = new Float32Array(1024 * BANDS);
  let first = 0;
  let length = 0;
  return {
    get values() {
      return memory.subarray(0, length);
    },
    get first() {
      return first;
    },
    get end() {
      return first + length / BANDS;
    },
    push: (values) => {
      if (length + values.length > memory.length) {
        const larger = new Float32Array(2 * (length + values.length));
        larger.set(memory.subarray(0, length));
        memory = larger;
      }
      memory.set(values, length);
      length += values.length;
    },
    forget: (before) => {
      const gone = Math.max(0, Math.min(length, (before - first) * BANDS));
      memory.copyWithin(0, gone, length);
      length -= gone;
      first += gone / BANDS;
    },
  };
}
