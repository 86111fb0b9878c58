import type { Utterance } from '../speech/utterance.js';
import { BANDS, createBandMeter, FRAME_RATE, SILENCE } from './bands.js';
import { loudest } from './likeness.js';

/** Something that was said, and how it sounds. */
export interface Remembered {
  readonly utterance: Utterance;
  /** {@link BANDS} numbers each; its first sound to its last one, and {@link QUIET} frames before and behind it. */
  readonly frames: Float32Array;
  /** How many frames there are in all. */
  readonly length: number;
}

/** What was said here, the last first. */
export interface SpeechMemory {
  readonly all: Iterable<Remembered>;
  /** Of the longest one, in frames. */
  readonly longest: number;
  /** Whether it is in there; what is said once more is forgotten later. */
  knows(utterance: Utterance): boolean;
  /** @param samples mono, 16 bit little-endian */
  remember(utterance: Utterance, samples: Buffer, rate: number): void;
  /** Forgets all. */
  clear(): void;
}

/** So many frames of quiet are around an utterance: without them, it may be a part of something else. */
export const QUIET = 12;

/** What is quieter than the loudest by so much is not the beginning yet, in dB. */
const EDGE = 25;

/** @param limits how many utterances, and how many seconds of speech in all; the oldest is forgotten first */
export function createSpeechMemory(limits: { utterances: number; seconds: number }): SpeechMemory {
  const known = new Map<string, Remembered>();
  let frames = 0;
  const forget = (key: string): void => {
    frames -= known.get(key)?.length ?? 0;
    known.delete(key);
  };
  return {
    get all() {
      return [...known.values()].reverse();
    },
    get longest() {
      return Math.max(0, ...[...known.values()].map(({ length }) => length));
    },
    knows(utterance) {
      const key = keyOf(utterance);
      const remembered = known.get(key);
      if (remembered === undefined) return false;
      known.delete(key);
      known.set(key, remembered);
      return true;
    },
    remember: (utterance, samples, rate) => {
      const remembered = measure(utterance, samples, rate);
      if (remembered === undefined) return;
      const key = keyOf(utterance);
      forget(key);
      known.set(key, remembered);
      frames += remembered.length;
      for (const oldest of known.keys()) {
        if (known.size <= limits.utterances && frames <= limits.seconds * FRAME_RATE) return;
        forget(oldest);
      }
    },
    clear() {
      known.clear();
      frames = 0;
    },
  };
}

function keyOf({ voice, text, speed, expressivity }: Utterance): string {
  return JSON.stringify([voice.model, text, speed, expressivity]);
}

/** The utterance between its first and its last sound; nothing for silence. */
function measure(utterance: Utterance, samples: Buffer, rate: number): Remembered | undefined {
  const numbers = new Float32Array(samples.length >> 1);
  for (let at = 0; at < numbers.length; at += 1) numbers[at] = samples.readInt16LE(2 * at) / 32768;
  const values = createBandMeter(rate).push(numbers);
  const count = values.length / BANDS;
  const level = loudest({ values, from: 0 }, count) - EDGE;
  const sounds = (frame: number): boolean => loudest({ values, from: frame }, 1) > level;
  let from = 0;
  while (from < count && !sounds(from)) from += 1;
  let to = count;
  while (to > from && !sounds(to - 1)) to -= 1;
  if (to === from) return undefined;
  const length = to - from + 2 * QUIET;
  const frames = new Float32Array(length * BANDS).fill(SILENCE);
  // Its echo is in there, as far as there is one.
  const before = Math.min(from, QUIET);
  frames.set(values.subarray((from - before) * BANDS, (to + QUIET) * BANDS), (QUIET - before) * BANDS);
  return { utterance, frames, length };
}

/** All speech of this process, whichever emulator it came from: an hour of it is some nine megabytes. */
export const speechMemory = createSpeechMemory({ utterances: 512, seconds: 3600 });
