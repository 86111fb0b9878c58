/** Time as the sockets' limits have it. */
export interface Clock {
  /** In milliseconds, from an arbitrary moment; it never goes back. */
  now(): number;
  /** Acts once so many of its milliseconds have passed, unless it is over before. Never for `Infinity`. */
  after(ms: number, act: () => void, over: AbortSignal): void;
}

/** What a timer of Node.js can wait for at most, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** @param speed how many times faster than real time it goes: with 60, a minute is a second */
export function createClock(speed: number): Clock {
  return {
    now: () => performance.now() * speed,
    after: (ms, act, over) => {
      if (over.aborted || ms / speed > LONGEST) return;
      const cancel = (): void => clearTimeout(timer);
      const timer = setTimeout(() => {
        over.removeEventListener('abort', cancel);
        act();
      }, ms / speed);
      over.addEventListener('abort', cancel, { once: true });
    },
  };
}
