import { setImmediate as turn } from 'node:timers/promises';
import type { Utterance } from '../speech/utterance.js';
import { FRAME_RATE } from './bands.js';
import { createFrames, type Frames } from './frames.js';
import { createMatcher } from './match.js';
import type { SpeechMemory } from './memory.js';
import { isOnset } from './onset.js';

/** An utterance that was recognised. Times are in seconds. */
export interface Heard {
  readonly utterance: Utterance;
  readonly start: number;
  readonly end: number;
  /** Where it would have ended, had the sound not broken off. */
  readonly wholeEnd: number;
  /** 0 to 1. */
  readonly likeness: number;
}

/** Follows one channel of a sound. */
export interface Recogniser {
  /** Goes on with more frames; settles when they have been worked off as far as they can be. */
  push(values: Float32Array): Promise<void>;
  /** Works off the rest; everything that was recognised, in order. */
  end(): Promise<readonly Heard[]>;
}

/** How many frames behind one utterance another one is looked for, and at which of them. */
const FOLLOWS = 32;
const FOLLOW_STEP = 8;

/** Further frames that are kept before and behind what is looked at. */
const MARGIN = 50;

/**
 * Recognises what its own voice said, wherever it begins after a moment of quiet, and nothing else. Needs as
 * much memory as the longest utterance, however long the sound is.
 */
export function createRecogniser(memory: SpeechMemory): Recogniser {
  const frames: Frames = createFrames();
  const heard: Heard[] = [];
  const match = createMatcher([...memory.all]);
  const ahead = memory.longest + MARGIN;
  let next = 0;
  let last = Number.NEGATIVE_INFINITY;

  const workOff = async (until: number, ended: boolean): Promise<void> => {
    while (next < until) {
      // Another one may follow at once, and then it does not get louder first.
      const follows = next - last <= FOLLOWS && (next - last) % FOLLOW_STEP === 0;
      if (!follows && !isOnset(frames, next)) {
        next += 1;
        continue;
      }
      const found = match(frames, next, ended);
      if (found === undefined) {
        next += 1;
      } else {
        const { utterance, from, length, whole, likeness } = found;
        const start = Math.max(0, from) / FRAME_RATE;
        const end = (from + length) / FRAME_RATE;
        heard.push({ utterance, start, end, wholeEnd: (from + whole) / FRAME_RATE, likeness });
        last = from + length;
        next = Math.max(next + 1, last);
      }
      // Others have their turn between two that may take long.
      await turn();
    }
    frames.forget(next - MARGIN);
  };

  return {
    push: async (values) => {
      frames.push(values);
      await workOff(frames.end - ahead, false);
    },
    end: async () => {
      await workOff(frames.end, true);
      return heard;
    },
  };
}
