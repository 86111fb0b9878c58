import type { Stretch } from './stretch.js';

/** What could not be saved. */
export interface Gap {
  readonly gapMs: number;
  readonly droppedBytes: number;
}

/** Adds up audio that is forgotten, which is always the oldest: one stretch behind the other. */
export interface GapMeter {
  add(stretch: Stretch): void;
  /** All up to here (ms of the session) is transcribed: it was forgotten in time. */
  confirm(until: number): void;
  /** What is missing so far; it begins anew. */
  take(): Gap;
}

/** Begins without a gap. */
export function createGapMeter(): GapMeter {
  let end = 0;
  let ms = 0;
  let bytes = 0;

  return {
    add(stretch) {
      end = stretch.start + stretch.ms;
      ms += stretch.ms;
      bytes += stretch.bytes.length;
    },
    confirm(until) {
      const left = Math.min(ms, Math.max(0, end - until));
      bytes = ms > 0 ? Math.round((bytes * left) / ms) : 0;
      ms = left;
    },
    take() {
      const gap = { gapMs: Math.round(ms), droppedBytes: bytes };
      ms = 0;
      bytes = 0;
      return gap;
    },
  };
}
