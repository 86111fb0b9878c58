/** Knows when a reply has been spoken: all that was given up to a flush. Serials are those of utterances. */
export interface Replies {
  /** A reply ends with this utterance. */
  mark(serial: number): void;
  /** An utterance has ended, and all before it. */
  ended(serial: number, isSpoken: boolean): void;
  /** These utterances will not be spoken. */
  drop(serials: readonly number[]): void;
  /** Everything up to this utterance is over. */
  clear(serial: number): void;
}

/** @param onEnd - called for each reply that has been spoken */
export function createReplies(onEnd: () => void): Replies {
  let marks: number[] = [];
  /** All up to here are over … */
  let last = 0;
  /** … and these behind it. */
  let dropped = new Set<number>();

  function advanceTo(serial: number): void {
    last = Math.max(last, serial);
    dropped = new Set([...dropped].filter((one) => one > last));
    while (dropped.delete(last + 1)) last += 1;
  }

  return {
    mark(serial) {
      if (serial <= last) onEnd();
      else marks.push(serial);
    },
    ended(serial, isSpoken) {
      const done = marks.filter((mark) => mark <= serial);
      marks = marks.filter((mark) => mark > serial);
      advanceTo(serial);
      if (isSpoken) for (const _mark of done) onEnd();
    },
    drop(serials) {
      marks = marks.filter((mark) => !serials.includes(mark));
      for (const serial of serials) dropped.add(serial);
      advanceTo(last);
    },
    clear(serial) {
      marks = [];
      advanceTo(serial);
    },
  };
}
