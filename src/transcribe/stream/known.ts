import type { Heard, Word } from './heard.js';

/** Knows what is transcribed for good, channel by channel. */
export interface Known {
  /** Takes a final result. @returns ms of the session up to which all channels are transcribed */
  add(heard: Heard): number;
  /** A result without what was told before: after a reconnection one channel may be heard again for another's sake. */
  fresh(heard: Heard): Heard;
}

/** Seconds that times may be off: they are told with the precision of a float32. */
const EDGE = 0.001;

/** Begins with nothing. */
export function createKnown(): Known {
  /** Seconds. */
  const until = new Map<number, number>();
  const untilOf = (channel: number) => until.get(channel) ?? 0;

  return {
    add({ channel, channels, start, duration }) {
      until.set(channel, Math.max(untilOf(channel), start + duration));
      const all = Array.from({ length: channels }, (_, index) => untilOf(index));
      return Math.min(...all) * 1000;
    },
    fresh(heard) {
      const { channel, start, duration, words } = heard;
      const told = untilOf(channel);
      if (start >= told - EDGE) return heard;
      const left = words.filter((word) => !(middleOf(word) <= told));
      return {
        ...heard,
        words: left,
        transcript: left.length === words.length ? heard.transcript : left.map(textOf).join(' '),
        start: told,
        duration: Math.max(0, start + duration - told),
      };
    },
  };
}

/** In seconds; NaN where a word has no times. */
export function middleOf({ start, end }: Word): number {
  return (Number(start) + Number(end)) / 2;
}

/** A word as it is written in a transcript. */
export function textOf({ punctuated_word, word }: Word): string {
  return String(punctuated_word ?? word ?? '');
}
