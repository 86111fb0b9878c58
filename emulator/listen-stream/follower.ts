import { setImmediate as turn } from 'node:timers/promises';
import { SILENCE } from '../hearing/bands.js';
import { createFrames, type Frames } from '../hearing/frames.js';
import { loudest } from '../hearing/likeness.js';
import { QUIET, type Remembered, type SpeechMemory } from '../hearing/memory.js';
import { isOnset } from '../hearing/onset.js';
import { beginningsAround, LOOK, middlesAt } from './beginnings.js';
import { ALIKE, bestOf, type Candidate, follow, isCandidate, SHORTEST } from './candidate.js';

/** Something that was recognised, or is being heard: then it may still turn out to be something else. */
export interface Followed {
  /** Which one it is, counted from 0. */
  readonly id: number;
  readonly said: Remembered;
  /** The frame of the sound where its first frame lies; it may be before the beginning. */
  readonly from: number;
  /** The first and the last of its frames that were heard. */
  readonly entry: number;
  readonly good: number;
}

/** Follows one channel of a live sound: recognises while it is being said. */
export interface Follower {
  /** Goes on with more frames. */
  push(values: Float32Array): Promise<void>;
  /** Makes up its mind about what there is, as if no more were to come. */
  settle(): Promise<void>;
  /** What was said so far, in order. */
  heard(): readonly Followed[];
  /** Up to this frame, it has made up its mind. */
  readonly decided: number;
}

/** How many frames behind one utterance another one is looked for, and at which of them. */
const FOLLOWS = 32;
const FOLLOW_STEP = 8;
/** Behind the end of something, by so much quieter than the loudest of so many frames before it, nothing follows. */
const EDGE = 18;
const BEFORE = 100;
/** Frames that an onset is seen in. */
const RISING = 3;
/** Further frames that are kept. */
const MARGIN = 50;
/** Candidates are compared each so many frames. */
const TICK = 10;
/** What is quieter is not taken for the middle of something, in dB of full scale. */
const AUDIBLE = SILENCE + 15;
/** How often, and how far apart, the middle of something is looked for before it is given up. */
const TRIES = 6;
const TRY_STEP = 25;

/** @param memory what can be recognised, now and later */
export function createFollower(memory: SpeechMemory): Follower {
  const frames: Frames = createFrames();
  const heard: Followed[] = [];
  let ids = 0;
  let next = 0;
  let last = Number.NEGATIVE_INFINITY;
  let current:
    | { readonly id: number; readonly near: number; candidates: Candidate[]; at: number }
    | undefined;
  /** How often the middle of something may still be looked for. A stream may begin there: it was reopened. */
  let tries = TRIES;
  let nextTry = 0;

  const begin = (near: number, candidates: Candidate[]): void => {
    current = { id: ids++, near, candidates, at: frames.end };
  };
  const commit = (chosen: Candidate, id: number): void => {
    heard.push(followed(chosen, id));
    current = undefined;
    const end = chosen.from + Math.min(chosen.good, chosen.said.length - QUIET);
    next = Math.max(next + 1, end);
    last = end;
    const isBroken = chosen.state !== 'complete';
    tries = isBroken ? TRIES : 0;
    nextTry = next;
  };
  const compare = (ended: boolean): void => {
    if (current === undefined || (!ended && frames.end - current.at < TICK)) return;
    current.at = frames.end;
    for (const one of current.candidates) if (one.state === 'heard') follow(frames, one);
    current.candidates = current.candidates.filter(isCandidate);
    if (current.candidates.length === 0) {
      next = current.near + 1;
      current = undefined;
      return;
    }
    const best = bestOf(current.candidates);
    if (best !== undefined && current.candidates.every(({ state }) => state !== 'heard'))
      commit(best, current.id);
  };
  /** Looks at one frame; whether it can be gone on from there. */
  const look = async (ended: boolean): Promise<boolean> => {
    const ahead = frames.end - next;
    if (ahead <= (ended ? 0 : RISING)) return false;
    const from = next - frames.first;
    const isNear = next - last <= FOLLOWS && (next - last) % FOLLOW_STEP === 0;
    const sounds = (count: number): boolean => loudest({ values: frames.values, from }, count) > AUDIBLE;
    const isLoud = (): boolean =>
      loudest({ values: frames.values, from }, FOLLOW_STEP) >
      loudest({ values: frames.values, from: from - BEFORE }, BEFORE) - EDGE;
    const begins = isOnset(frames, next) || (isNear && sounds(FOLLOW_STEP) && isLoud());
    const joins = tries > 0 && next >= nextTry && sounds(RISING) && (!ended || ahead >= SHORTEST);
    if (begins || joins) {
      if (ahead < LOOK && !ended) return false;
      const candidates = begins ? beginningsAround(frames, next, memory, ended) : [];
      if (joins) {
        tries -= 1;
        nextTry = next + TRY_STEP;
        candidates.push(...(await middlesAt(frames, next, memory)));
      }
      await turn();
      if (candidates.length > 0) {
        begin(next, candidates);
        return true;
      }
    }
    next += 1;
    return true;
  };
  const workOff = async (ended: boolean): Promise<void> => {
    do compare(ended);
    while (current === undefined && (await look(ended)));
  };
  const forget = (): void => frames.forget(Math.min(next, current?.near ?? next) - MARGIN);
  const now = (): Followed | undefined => {
    const best = current === undefined ? undefined : bestOf(current.candidates);
    // What is not alike enough yet may still be something else.
    const isSure = best !== undefined && best.likeness >= ALIKE;
    return isSure && current !== undefined ? followed(best, current.id) : undefined;
  };
  return {
    push: async (values) => {
      frames.push(values);
      await workOff(false);
      forget();
    },
    settle: async () => {
      const before = next;
      await workOff(true);
      // What nothing was found in is looked at again when there is more.
      if (current === undefined) next = Math.max(before, Math.min(next, last));
      forget();
    },
    heard: () => {
      const best = now();
      return best === undefined ? heard : [...heard, best];
    },
    get decided() {
      const best = now();
      if (best !== undefined) return Math.max(next, best.from + best.good);
      return current?.near ?? next;
    },
  };
}

function followed({ said, from, entry, good }: Candidate, id: number): Followed {
  return { id, said, from, entry, good };
}
