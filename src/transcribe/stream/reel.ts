import type { Stretch } from './stretch.js';

/** Stretches of audio, one behind the other. */
export interface Reel<S extends Stretch> {
  readonly first: S | undefined;
  readonly last: S | undefined;
  /** Bytes that all of it costs. */
  readonly cost: number;
  push(stretch: S): void;
  shift(): void;
  pop(): void;
  unshift(stretch: S): void;
  /** Takes all out. */
  clear(): S[];
}

/** Bytes that a stretch costs besides its own: a million stretches of one byte are more than a megabyte. */
const OVERHEAD = 100;

/** Slots that may be empty before they are given back. */
const SLACK = 1000;

/** Begins without audio. */
export function createReel<S extends Stretch>(): Reel<S> {
  /** Empty before `head`: what is gone keeps no memory. */
  let stretches: (S | undefined)[] = [];
  /** Where the first one is: to move up a thousand others for each that goes would take its time. */
  let head = 0;
  let cost = 0;

  return {
    get first() {
      return stretches[head];
    },
    get last() {
      return head < stretches.length ? stretches.at(-1) : undefined;
    },
    get cost() {
      return cost;
    },
    push(stretch) {
      stretches.push(stretch);
      cost += costOf(stretch);
    },
    shift() {
      const first = stretches[head];
      if (!first) return;
      cost -= costOf(first);
      stretches[head] = undefined;
      head += 1;
      if (head < SLACK) return;
      stretches = stretches.slice(head);
      head = 0;
    },
    pop() {
      const last = head < stretches.length ? stretches.pop() : undefined;
      if (last) cost -= costOf(last);
    },
    unshift(stretch) {
      cost += costOf(stretch);
      if (head === 0) stretches.unshift(stretch);
      else {
        head -= 1;
        stretches[head] = stretch;
      }
    },
    clear() {
      const all = stretches.filter((stretch) => stretch !== undefined);
      stretches = [];
      head = 0;
      cost = 0;
      return all;
    },
  };
}

/** Bytes that keeping a stretch costs. */
export function costOf({ bytes }: Pick<Stretch, 'bytes'>): number {
  return bytes.length + OVERHEAD;
}
