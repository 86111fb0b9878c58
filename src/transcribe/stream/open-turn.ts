import type { Heard } from './heard.js';
import { middleOf, textOf } from './known.js';

/** Flux's turn that has not ended: a stream may end without an EndOfTurn (docs/flux/close-stream). */
export interface OpenTurn {
  /** Takes each result. */
  add(heard: Heard): void;
  /** Something was heard of a turn that has not ended. */
  readonly isOpen: boolean;
  /** The turn is cut off. @returns what was heard of it last, as its final result; undefined where there is none */
  end(): Heard | undefined;
  /**
   * The turn is heard again, but only from here on (seconds of the session).
   *
   * @returns what was heard of it before, as a final result; undefined where there is nothing
   */
  rewind(to: number): Heard | undefined;
}

/** Begins without a turn. */
export function createOpenTurn(): OpenTurn {
  let last: Heard | undefined;

  function end(): Heard | undefined {
    const turn = last;
    last = undefined;
    return turn && { ...turn, isFinal: true, isSpeechFinal: true };
  }

  return {
    add(heard) {
      const isOpen = heard.turn !== undefined && !heard.isFinal && heard.transcript !== '';
      last = isOpen ? heard : undefined;
    },
    get isOpen() {
      return last !== undefined;
    },
    end,
    rewind(to) {
      const turn = end();
      const words = turn?.words.filter((word) => middleOf(word) < to) ?? [];
      if (!turn || words.length === 0) return undefined;
      const duration = Math.min(turn.duration, to - turn.start);
      return { ...turn, words, transcript: words.map(textOf).join(' '), isSpeechFinal: false, duration };
    },
  };
}
