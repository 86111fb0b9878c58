import { setImmediate as turn } from 'node:timers/promises';
import type { Frames } from '../hearing/frames.js';
import { QUIET, type Remembered, type SpeechMemory } from '../hearing/memory.js';
import { alike, type Candidate, entryOf, follow, SHORTEST } from './candidate.js';

/** Codecs blur the beginning: it is looked for so many frames before and behind where it got louder. */
const SHIFT = 8;
/** So many frames are compared at first, and have to be so much alike. */
const GLANCE = 50;
const ALIKE_AT_A_GLANCE = 0.5;
/** So many frames have to be there before it is looked whether something begins. */
export const LOOK = GLANCE + SHIFT + 2 * QUIET;

/** So many frames in the middle of something are looked for, first roughly, at every so manyth frame of it. */
const PIECE = 80;
const STEP = 4;
const ALIKE_ROUGHLY = 0.5;
/** How many places in each are looked at closely. */
const FINALISTS = 4;
/** How much of its end has to be left, with the quiet behind it. */
const LEAST = 45;
/** How many are looked through before others have their turn. */
const BATCH = 16;

/** What is so much alike is no other one. */
const CLEAR = 0.95;
/** Else it is looked again so many frames later: where it got louder is not always where it begins. */
const AGAIN = [6, 12];

/** What perhaps begins at a frame, or soon behind it. */
export function beginningsAround(
  frames: Frames,
  near: number,
  memory: SpeechMemory,
  ended: boolean,
): Candidate[] {
  const found = beginningsAt(frames, near, memory, ended);
  if (found.length === 0 || found.some(({ likeness }) => likeness > CLEAR)) return found;
  return [...found, ...AGAIN.flatMap((later) => beginningsAt(frames, near + later, memory, ended))];
}

/**
 * What perhaps begins near a frame.
 *
 * @param ended there is no more sound than this, or it can't be waited for
 */
function beginningsAt(frames: Frames, near: number, memory: SpeechMemory, ended: boolean): Candidate[] {
  const found: Candidate[] = [];
  for (const said of memory.all) {
    const there = frames.end - near + QUIET;
    const isTooShort = frames.end - near < Math.min(SHORTEST, said.length - 2 * QUIET - SHIFT);
    if (ended && isTooShort) continue;
    const entry = entryOf(said);
    const glance = Math.min(GLANCE, there) - entry;
    const from = mostAlike(near - QUIET, SHIFT, (at) => alike(frames, { said, from: at }, entry, glance, 2));
    if (alike(frames, { said, from }, entry, glance) < ALIKE_AT_A_GLANCE) continue;
    const candidate: Candidate = { said, from, entry, good: 0, likeness: 0, state: 'heard' };
    follow(frames, candidate);
    if (candidate.state !== 'over') found.push(candidate);
  }
  return found;
}

/** What perhaps is being said in the middle: of a sound that begins there, or goes on after a gap. */
export async function middlesAt(frames: Frames, at: number, memory: SpeechMemory): Promise<Candidate[]> {
  const found: Candidate[] = [];
  let looked = 0;
  for (const said of memory.all) {
    const candidate = middleOf(frames, at, said);
    if (candidate !== undefined) found.push(candidate);
    looked += 1;
    if (looked % BATCH === 0) await turn();
  }
  return found;
}

function middleOf(frames: Frames, at: number, said: Remembered): Candidate | undefined {
  const piece = Math.min(PIECE, frames.end - at);
  const score = (offset: number, step: number): number =>
    alike(frames, { said, from: at - offset }, offset, Math.min(piece, said.length - offset), step);
  const rough: { readonly offset: number; readonly likeness: number }[] = [];
  for (let offset = 0; offset <= said.length - LEAST; offset += STEP) {
    const likeness = score(offset, STEP);
    if (likeness > ALIKE_ROUGHLY) rough.push({ offset, likeness });
  }
  const fine = rough
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, FINALISTS)
    .map(({ offset }) => mostAlike(offset, STEP, (near) => (near < 0 ? -1 : score(near, 1))));
  const [entry] = fine.sort((a, b) => score(b, 1) - score(a, 1));
  if (entry === undefined) return undefined;
  const candidate: Candidate = { said, from: at - entry, entry, good: entry, likeness: 0, state: 'heard' };
  follow(frames, candidate);
  return candidate.state === 'over' ? undefined : candidate;
}

/** Where near a frame it is most alike. */
function mostAlike(near: number, shift: number, score: (at: number) => number): number {
  let best = Number.NEGATIVE_INFINITY;
  let found = near;
  for (let at = near - shift; at <= near + shift; at += 1) {
    const now = score(at);
    if (now > best) {
      best = now;
      found = at;
    }
  }
  return found;
}
