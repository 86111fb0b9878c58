import type { Clock } from '../socket/clock.js';

/** Counts what happened within the last so many milliseconds. */
export interface Window {
  /** Whether so much more is within the limit; if so, it is counted. */
  take(amount: number): boolean;
}

export function createWindow(limit: number, lengthMs: number, clock: Clock): Window {
  const taken: { readonly at: number; readonly amount: number }[] = [];
  let sum = 0;
  return {
    take: (amount) => {
      const now = clock.now();
      for (let first = taken[0]; first !== undefined && first.at <= now - lengthMs; first = taken[0]) {
        sum -= first.amount;
        taken.shift();
      }
      if (sum + amount > limit) return false;
      sum += amount;
      taken.push({ at: now, amount });
      return true;
    },
  };
}
