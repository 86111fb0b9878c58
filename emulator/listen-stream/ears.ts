import { createEar, type Ear } from './ear.js';
import type { Followed } from './follower.js';
import type { Sound } from './samples.js';

/** Listens to all channels, slice by slice: what is told follows the time of the audio, however it comes in. */
export interface Ears {
  /** @param onSlice called when so many seconds have been listened to */
  push(sound: Sound, onSlice: (time: number) => Promise<void> | void): Promise<void>;
  /** Listens to what is left of less than a slice, and makes up its mind about all. */
  settle(): Promise<void>;
  /** One for each channel; none before there was any sound. */
  readonly all: readonly Ear[];
  /** How much was listened to, in seconds. */
  readonly time: number;
}

/** In seconds. */
const SLICE = 0.02;

/**
 * @param multichannel each channel on its own; all of them mixed otherwise
 * @param understands whether something is in a language that is expected
 */
export function createEars(multichannel: boolean, understands: (said: Followed['said']) => boolean): Ears {
  let all: Ear[] = [];
  let rate = 0;
  let heard = 0;
  let waiting: Float32Array[] = [];

  const listen = async (slices: readonly Float32Array[]): Promise<void> => {
    for (const [channel, ear] of all.entries()) await ear.push(slices[channel] ?? new Float32Array());
    heard += slices[0]?.length ?? 0;
  };
  return {
    get all() {
      return all;
    },
    get time() {
      return rate === 0 ? 0 : heard / rate;
    },
    push: async (sound, onSlice) => {
      const channels = multichannel ? sound.channels : [mixed(sound.channels)];
      if (all.length === 0) {
        rate = sound.rate;
        all = channels.map(() => createEar(rate, understands));
        waiting = channels.map(() => new Float32Array());
      }
      const joined = waiting.map((left, channel) => joinedWith(left, channels[channel]));
      const count = joined[0]?.length ?? 0;
      const length = Math.round(rate * SLICE);
      let at = 0;
      for (; at + length <= count; at += length) {
        await listen(joined.map((samples) => samples.subarray(at, at + length)));
        await onSlice(heard / rate);
      }
      waiting = joined.map((samples) => samples.slice(at));
    },
    settle: async () => {
      await listen(waiting);
      waiting = waiting.map(() => new Float32Array());
      for (const ear of all) await ear.settle();
    },
  };
}

function mixed(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array()] = channels;
  if (channels.length < 2) return first;
  return first.map((_, at) => channels.reduce((sum, one) => sum + (one[at] ?? 0), 0) / channels.length);
}

function joinedWith(left: Float32Array, more: Float32Array = new Float32Array()): Float32Array {
  if (left.length === 0) return more;
  const all = new Float32Array(left.length + more.length);
  all.set(left);
  all.set(more, left.length);
  return all;
}
