import { SILENCE } from './bands.js';
import type { Frames } from './frames.js';
import { loudest } from './likeness.js';

/** How much louder it gets where speech begins, in dB, and over how many frames that is seen. */
const RISE = 10;
const QUIET_FRAMES = 5;
const RISING_FRAMES = 3;

/** Whether something begins near a frame: it is much louder than the moment before it. */
export function isOnset(frames: Frames, frame: number): boolean {
  const { values } = frames;
  const from = frame - frames.first;
  const now = loudest({ values, from }, RISING_FRAMES);
  if (now < SILENCE + RISE) return false;
  const known = Math.min(QUIET_FRAMES, from);
  if (known <= 0) return true;
  return now > loudest({ values, from: from - known }, known) + RISE;
}
