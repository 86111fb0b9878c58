import type { Utterance } from '../speech/utterance.js';
import type { Frames } from './frames.js';
import { likeness } from './likeness.js';
import { QUIET, type Remembered } from './memory.js';

/** The utterance that a sound is most like. */
export interface Match {
  readonly utterance: Utterance;
  /** Its first frame. */
  readonly from: number;
  /** How many of its frames are there, and how many it has. */
  readonly length: number;
  readonly whole: number;
  readonly likeness: number;
}

/** Codecs blur the beginning: it is looked for so many frames before and behind where it got louder. */
const SHIFT = 8;
/** So many frames are compared at first. */
const GLANCE = 50;
/** What has to be alike at a glance, over the whole length, and in each part of it. */
const ALIKE_AT_A_GLANCE = 0.5;
const ALIKE = 0.9;
const ALIKE_IN_PART = 0.6;
const PART = 50;
/** What is so long may have something else right before and behind it; around what is shorter, silence counts. */
const UNMISTAKABLE = 100;
/** Less than this is not recognised where a sound breaks off. */
const SHORTEST = 50;

/** What of some remembered speech begins near a frame, if any. */
export function createMatcher(
  known: readonly Remembered[],
): (frames: Frames, near: number, ended: boolean) => Match | undefined {
  return ({ values, first, end }, near, ended) => {
    let best: Match | undefined;
    for (const { utterance, frames: said, length: whole } of known) {
      const alike = (from: number, length: number, offset = 0, step = 1): number =>
        likeness({ values: said, from: offset }, { values, from: from - first + offset }, length, step);
      const there = (from: number): number => (ended ? Math.min(whole, end - from + QUIET) : whole);
      if (ended && end - near < Math.min(SHORTEST, whole - 2 * QUIET - SHIFT)) continue;
      const skipped = whole >= UNMISTAKABLE ? QUIET : 0;
      const glance = Math.min(GLANCE, there(near)) - skipped;
      const from = mostAlike(near - QUIET, (start) => alike(start, glance, skipped, 2));
      if (alike(from, glance, skipped) < ALIKE_AT_A_GLANCE) continue;
      // What breaks off has no silence behind it.
      const isWhole = from + whole - QUIET <= end;
      const length = (isWhole ? whole - skipped : end - from) - skipped;
      const score = alike(from, length, skipped);
      if (score < ALIKE || score <= (best?.likeness ?? 0)) continue;
      if (!everyPart(length, (offset, part) => alike(from, part, skipped + offset) >= ALIKE_IN_PART))
        continue;
      const sounding = isWhole ? whole - 2 * QUIET : end - from - QUIET;
      best = { utterance, from: from + QUIET, length: sounding, whole: whole - 2 * QUIET, likeness: score };
    }
    return best;
  };
}

/** Where near a frame it is most alike. */
function mostAlike(near: number, alike: (from: number) => number): number {
  let best = Number.NEGATIVE_INFINITY;
  let found = near;
  for (let from = near - SHIFT; from <= near + SHIFT; from += 1) {
    const score = alike(from);
    if (score > best) {
      best = score;
      found = from;
    }
  }
  return found;
}

function everyPart(length: number, fits: (offset: number, part: number) => boolean): boolean {
  for (let offset = 0; offset + PART <= length; offset += PART) if (!fits(offset, PART)) return false;
  return true;
}
