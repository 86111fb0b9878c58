/** Knows when a reply has been spoken: all that was given up to a flush. Serials are those of utterances. */
export interface Replies {
  /** A reply ends with this utterance. */
  mark(serial: number): void;
  /** An utterance has ended. */
  ended(serial: number, isSpoken: boolean): void;
  /** Everything up to this utterance is over without having been spoken. */
  drop(serial: number): void;
}

/** @param onEnd - called for each reply that has been spoken */
export function createReplies(onEnd: () => void): Replies {
  let marks: number[] = [];
  let last = 0;
  return {
    mark(serial) {
      if (serial <= last) onEnd();
      else marks.push(serial);
    },
    ended(serial, isSpoken) {
      last = Math.max(last, serial);
      const done = marks.filter((mark) => mark <= serial);
      marks = marks.filter((mark) => mark > serial);
      if (isSpoken) for (const _mark of done) onEnd();
    },
    drop(serial) {
      marks = [];
      last = Math.max(last, serial);
    },
  };
}
