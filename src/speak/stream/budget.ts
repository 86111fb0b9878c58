import type { StreamLimits } from './limits.js';

/** What a socket may still be asked for. Times are ms, as `performance.now()` counts them. */
export interface Budget {
  /** True when so few flushes are left that texts which wait should share one. */
  isLow(now: number): boolean;
  /** Characters that may be flushed now. */
  room(now: number): number;
  /** ms until so many characters may be flushed. */
  wait(characters: number, now: number): number;
  spend(characters: number, now: number): void;
}

/**
 * Keeps the books of one socket's flushes and characters.
 *
 * Flushes are drawn from a bucket that holds half of what a window allows, and is filled with the other half in
 * the course of one. So no window ever has more than all, and nobody waits longer than for one refill: counting
 * alone would allow twenty at once, and then a minute of silence.
 */
export function openBudget(limits: StreamLimits): Budget {
  const burst = limits.flushes / 2;
  const refillMs = limits.flushWindow / (limits.flushes - burst);
  let flushes = burst;
  let filledAt: number | undefined;
  let texts: { readonly at: number; readonly characters: number }[] = [];

  function advanceTo(now: number): void {
    flushes = Math.min(burst, flushes + (now - (filledAt ?? now)) / refillMs);
    filledAt = now;
    texts = texts.filter(({ at }) => at + limits.characterWindow > now);
  }

  const spent = () => texts.reduce((sum, { characters }) => sum + characters, 0);

  function untilRoom(wanted: number, now: number): number {
    let left = spent() + wanted - limits.characters;
    for (const { at, characters } of texts) {
      if (left <= 0) break;
      left -= characters;
      if (left <= 0) return at + limits.characterWindow - now;
    }
    return 0;
  }

  return {
    isLow(now) {
      advanceTo(now);
      return flushes < 1;
    },
    room(now) {
      advanceTo(now);
      return Math.max(0, limits.characters - spent());
    },
    wait(characters, now) {
      advanceTo(now);
      return Math.max(0, (1 - flushes) * refillMs, untilRoom(characters, now));
    },
    spend(characters, now) {
      advanceTo(now);
      flushes -= 1;
      texts.push({ at: now, characters });
    },
  };
}
