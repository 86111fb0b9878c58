/** The time, and being woken at one. */
export interface Clock {
  /** ms, since the epoch in those that tell the time of day. */
  now(): number;
  /** Calls `wake` when the time has come. @returns what takes that back */
  wakeAt(time: number, wake: () => void): () => void;
}

/** The longest that a timer of Node.js takes; a longer one would fire at once. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

/** The machine's clock. What waits does not keep a process alive. */
export const systemClock = createClock(() => Date.now());

/**
 * Goes on evenly when the machine's clock is set: one without a battery wakes up in the past, and is told the time
 * by the network later. Only the differences of its times mean something.
 */
export const steadyClock = createClock(() => performance.now());

function createClock(now: () => number): Clock {
  return {
    now,
    wakeAt(time, wake) {
      const timer = setTimeout(wake, Math.min(TIMER_LIMIT_MS, Math.max(0, time - now())));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
