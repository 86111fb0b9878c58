import { BANDS, FRAME_RATE } from '../hearing/bands.js';
import { loudest } from '../hearing/likeness.js';

/** What is quieter than the loudest by so much is no voice, in dB. */
export const RANGE = 30;
/** Less silence than this, in frames, is within a word: a stop consonant. Deepgram's own detector is not published. */
export const PAUSE_FRAMES = 15;

/** The loudest until something louder comes, and what is no voice in any case, in dB of full scale. */
const EXPECTED = -45;
const LOWEST = -80;
/** How long something has to sound, in frames: a click is no voice. */
const ATTACK = 4;
/** How fast it is forgotten how loud it was, in dB a frame. */
const FADE = 0.02;

/** Tells voice from silence, by loudness alone. */
export interface Voice {
  push(values: Float32Array): void;
  /** Somebody speaks, or has only just stopped. */
  readonly speaking: boolean;
  /** When a voice was heard last, in seconds; 0 before. */
  readonly last: number;
  /** When the current, or the last, stretch of speech began, in seconds. */
  readonly began: number;
  /** How many stretches there were. */
  readonly count: number;
}

export function createVoice(): Voice {
  let frame = 0;
  let peak = EXPECTED;
  let speaking = false;
  let sounding = 0;
  let last = 0;
  let began = 0;
  let count = 0;
  const step = (level: number): void => {
    frame += 1;
    peak = Math.max(EXPECTED, level, peak - FADE);
    if (level <= Math.max(LOWEST, peak - RANGE)) {
      sounding = 0;
      if (frame - last >= PAUSE_FRAMES) speaking = false;
      return;
    }
    sounding += 1;
    if (!speaking && sounding < ATTACK) return;
    if (!speaking) {
      began = frame - sounding;
      count += 1;
    }
    speaking = true;
    last = frame;
  };
  return {
    push: (values) => {
      for (let at = 0; at < values.length / BANDS; at += 1) step(loudest({ values, from: at }, 1));
    },
    get speaking() {
      return speaking;
    },
    get last() {
      return last / FRAME_RATE;
    },
    get began() {
      return began / FRAME_RATE;
    },
    get count() {
      return count;
    },
  };
}
