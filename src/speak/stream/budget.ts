import type { StreamLimits } from './limits.js';

interface Spent {
  readonly at: number;
  readonly characters: number;
}

/** What a socket may still be asked for. Times are ms, as `performance.now()` counts them. */
export interface Budget {
  /** True when so few flushes are left that texts which wait should share one. */
  isLow(now: number): boolean;
  /** ms until so many characters may be flushed. */
  wait(characters: number, now: number): number;
  spend(characters: number, now: number): void;
}

/**
 * Keeps the books of one socket's flushes and characters. The first half of the flushes is free; what is left
 * then is spread over the rest of the window, so that there is never a long silence before the next one.
 */
export function openBudget(limits: StreamLimits): Budget {
  let flushes: Spent[] = [];
  let texts: Spent[] = [];

  function forget(now: number): void {
    flushes = flushes.filter(({ at }) => at + limits.flushWindow > now);
    texts = texts.filter(({ at }) => at + limits.characterWindow > now);
  }

  function untilFlush(now: number): number {
    const [oldest] = flushes;
    const newest = flushes.at(-1);
    if (!oldest || !newest || flushes.length * 2 < limits.flushes) return 0;
    const untilFree = oldest.at + limits.flushWindow - now;
    const left = limits.flushes - flushes.length;
    return left <= 0 ? untilFree : Math.max(0, newest.at + untilFree / (left + 1) - now);
  }

  function untilCharacters(wanted: number, now: number): number {
    let spent = texts.reduce((sum, { characters }) => sum + characters, 0);
    for (const { at, characters } of texts) {
      if (spent + wanted <= limits.characters) break;
      spent -= characters;
      if (spent + wanted <= limits.characters) return at + limits.characterWindow - now;
    }
    return 0;
  }

  return {
    isLow(now) {
      forget(now);
      return flushes.length * 2 >= limits.flushes;
    },
    wait(characters, now) {
      forget(now);
      return Math.max(untilFlush(now), untilCharacters(characters, now));
    },
    spend(characters, now) {
      flushes.push({ at: now, characters });
      texts.push({ at: now, characters });
    },
  };
}
