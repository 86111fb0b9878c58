import { type BandMeter, createBandMeter, FRAME_RATE } from '../hearing/bands.js';
import { speechMemory } from '../hearing/memory.js';
import type { Word } from '../listen/words.js';
import { createFollower, type Followed } from './follower.js';
import { wordsIn } from './timing.js';
import { createVoice, type Voice } from './voice.js';

/** Listens to one channel. Times are in seconds from the beginning of the connection. */
export interface Ear {
  /** Goes on with more samples, -1 to 1. */
  push(samples: Float32Array): Promise<void>;
  /** Makes up its mind about what there is. */
  settle(): Promise<void>;
  readonly voice: Voice;
  /** Up to here, it has made up its mind. */
  readonly decided: number;
  /** The words up to a time that were not taken yet. */
  words(until: number): Word[];
  /** The same; they are not given any more. */
  take(until: number): Word[];
}

/**
 * @param rate of the samples, in Hz
 * @param understands whether something that was said is in a language that is expected
 */
export function createEar(rate: number, understands: (said: Followed['said']) => boolean): Ear {
  const meter: BandMeter = createBandMeter(rate);
  const follower = createFollower(speechMemory);
  const voice = createVoice();
  /** Of each utterance, how many words were taken. */
  const taken = new Map<number, number>();
  /** All words of these were taken. */
  let done = 0;

  const look = (until: number, took: (id: number, count: number) => void): Word[] =>
    follower
      .heard()
      .slice(done)
      .flatMap((one) => {
        if (!understands(one.said)) return [];
        const all = spokenWords(one);
        const first = taken.get(one.id) ?? all.findIndex(({ isJoined }) => isJoined);
        const rest = first < 0 ? [] : all.slice(first);
        const past = rest.findIndex(({ word, isHeard }) => !isHeard || middleOf(word) > until);
        const fit = past < 0 ? rest : rest.slice(0, past);
        if (fit.length > 0) took(one.id, first + fit.length);
        return fit.map(({ word }) => word);
      });
  return {
    voice,
    get decided() {
      return follower.decided / FRAME_RATE;
    },
    push: async (samples) => {
      const values = meter.push(samples);
      voice.push(values);
      await follower.push(values);
    },
    settle: () => follower.settle(),
    words: (until) => look(until, () => undefined),
    take: (until) => {
      const words = look(until, (id, count) => taken.set(id, count));
      // What is before the last two is over and taken, or never will be.
      done = Math.max(done, follower.heard().length - 3);
      return words;
    },
  };
}

interface Spoken {
  readonly word: Word;
  /** It began after the sound did. */
  readonly isJoined: boolean;
  /** It has been heard. */
  readonly isHeard: boolean;
}

function spokenWords({ said, from, entry, good }: Followed): Spoken[] {
  const offset = from / FRAME_RATE;
  return wordsIn(said).map((word) => {
    const frame = middleOf(word) * FRAME_RATE;
    const start = Math.max(0, word.start + offset);
    const end = Math.max(0, word.end + offset);
    return { word: { ...word, start, end }, isJoined: frame >= entry, isHeard: frame <= good };
  });
}

function middleOf({ start, end }: Word): number {
  return (start + end) / 2;
}
