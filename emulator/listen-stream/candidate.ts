import type { Frames } from '../hearing/frames.js';
import { likeness, loudest } from '../hearing/likeness.js';
import { QUIET, type Remembered } from '../hearing/memory.js';

/** Something that is perhaps being said. */
export interface Candidate {
  readonly said: Remembered;
  /** The frame of the sound where its first frame lies; before the beginning, if it was joined in the middle. */
  readonly from: number;
  /** The first of its frames that is compared. */
  readonly entry: number;
  /** As many of its frames, from the first on, are there and alike. */
  good: number;
  likeness: number;
  /** `over`: it is complete, or goes on differently. */
  state: 'heard' | 'complete' | 'over';
}

/** What has to be alike over the whole length, as the recogniser of recordings has it. */
export const ALIKE = 0.9;
/** And in each part of it. */
/** Of less than so many frames it is not expected yet, as long as there is more to come. */
const ALIKE_SO_FAR = 0.82;
const EARLY = 150;
const ALIKE_IN_PART = 0.6;
const PART = 50;
/** Where it goes on differently is looked for in pieces of so many frames. */
const TAIL = 20;
/** One of them is silent within so many frames while the other one is not: by so much, in dB. */
const SILENT = 10;
const QUIETER = 22;
/** What is so long may have something else right behind it. */
const UNMISTAKABLE = 100;

/** What is shorter by less than so many frames is about as long. */
const AS_LONG = 25;
/** What is compared of the middle of something must be more alike if it is short. */
const SHORT = 80;
const ALIKE_IF_SHORT = 0.95;

/** Less than this is not recognised where a sound breaks off, in frames. */
export const SHORTEST = 50;

/** The first frame of something that is compared: quiet before what is unmistakable does not count. */
export function entryOf({ length }: Remembered): number {
  return length >= UNMISTAKABLE ? QUIET : 0;
}

/** How alike a stretch of a candidate and the sound are. */
export function alike(
  frames: Frames,
  { said, from }: Pick<Candidate, 'said' | 'from'>,
  offset: number,
  length: number,
  step = 1,
): number {
  const sound = { values: frames.values, from: from - frames.first + offset };
  return likeness({ values: said.frames, from: offset }, sound, length, step);
}

/** Compares a candidate with as much of the sound as there is now. */
export function follow(frames: Frames, candidate: Candidate): void {
  const { said, from, entry } = candidate;
  const needed = said.length - entryOf(said);
  const there = Math.min(needed, frames.end - from);
  const length = there - entry;
  if (length <= 0 || there <= candidate.good) return;
  const score = alike(frames, candidate, entry, length);
  const isEarly = there < needed && length < EARLY;
  const isJoined = entry > entryOf(said);
  const least = isEarly ? ALIKE_SO_FAR : ALIKE;
  const differs =
    score < (isJoined && length < SHORT ? ALIKE_IF_SHORT : least) || breaksOff(frames, candidate, there);
  if (differs || !everyPart(frames, candidate, there)) {
    candidate.state = 'over';
    candidate.good = lastAlike(frames, candidate);
    return;
  }
  candidate.good = there;
  candidate.likeness = score;
  if (there === needed) candidate.state = 'complete';
}

function everyPart(frames: Frames, candidate: Candidate, there: number): boolean {
  const { entry, good } = candidate;
  const checked = entry + PART * Math.max(0, Math.floor((good - entry) / PART) - 1);
  for (let offset = checked; offset + PART <= there; offset += PART) {
    if (alike(frames, candidate, offset, PART) < ALIKE_IN_PART) return false;
  }
  const last = there - PART;
  return last < entry || alike(frames, candidate, last, PART) >= ALIKE_IN_PART;
}

/** Whether one has fallen silent and the other one has not. */
function breaksOff(frames: Frames, { said, from, entry }: Candidate, there: number): boolean {
  const level = (values: Float32Array, first: number): number =>
    loudest({ values, from: first + there - SILENT }, SILENT) -
    loudest({ values, from: first + entry }, there - entry);
  return Math.abs(level(said.frames, 0) - level(frames.values, from - frames.first)) > QUIETER;
}

/** Where it was alike for the last time. */
function lastAlike(frames: Frames, candidate: Candidate): number {
  let { good } = candidate;
  while (good - TAIL > candidate.entry && alike(frames, candidate, good - TAIL, TAIL) < ALIKE_IN_PART)
    good -= 5;
  return good;
}

/** Whether it may be what is said: what broke off soon, or was never quite alike, is not. */
export function isCandidate({ state, good, entry, likeness }: Candidate): boolean {
  return state !== 'over' || (good - entry >= SHORTEST && likeness >= ALIKE);
}

/** What is longest: something shorter may be its beginning. Of those about as long, what is most alike. */
export function bestOf(candidates: readonly Candidate[]): Candidate | undefined {
  // What was broken off must be much longer than what is complete.
  const lengthOf = ({ state, good, entry }: Candidate): number =>
    good - entry - (state === 'over' ? SHORTEST : 0);
  const longest = Math.max(...candidates.map(lengthOf));
  const [best] = candidates
    .filter((one) => lengthOf(one) > longest - AS_LONG)
    .sort((a, b) => b.likeness - a.likeness);
  return best;
}
