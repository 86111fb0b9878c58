import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from './backoff.js';
import { DeepgramError } from './errors.js';

/** What is told while a connection is being made. `attempt`: the how-manyeth try comes after `ms`. */
export type Connecting = { state: 'connecting' } | { state: 'waiting'; attempt: number; ms: number };

/** What is known of the trouble with one server; all who connect to it may share it. */
export interface Trouble {
  /** Connections in a row that ended at once. */
  wasted: number;
  /** Until when (`performance.now()`) it is not tried again: it was given up, and each try has a slot. */
  nextSlot: number;
}

/** Makes connections, one after another, and is patient with a server that can't be reached. */
export interface Reconnector {
  /**
   * Connects. Tries again for as long as that may help.
   *
   * @throws DeepgramError when it does not: refused for good, or in vain for too long; whatever `signal` was
   *   aborted with
   */
  connect<T>(open: () => Promise<T>, signal: AbortSignal, tell: (progress: Connecting) => void): Promise<T>;
  /** A connection was of use: what had failed before is forgotten. */
  succeeded(): void;
  /** A connection was lost while there was something to do. */
  lost(): void;
  /** A connection ended without having been of any use. */
  wasted(): void;
  /** True while failures are remembered. */
  readonly isTroubled: boolean;
}

/** ms for which it is tried again. */
export const RECONNECT_LIMIT_MS = 120_000;

/** Connections that end at once, one after another, before that is called a failure; and ms between those after. */
const WASTED_LIMIT = 3;
const SLOT_MS = 10_000;

/** Begins without trouble. */
export function noTrouble(): Trouble {
  return { wasted: 0, nextSlot: 0 };
}

/** Opens the book on one session's connections. */
export function createReconnector(
  trouble = noTrouble(),
  limit = RECONNECT_LIMIT_MS,
  random = Math.random,
): Reconnector {
  let failures = 0;

  /** ms until the next try. Full jitter: a thousand sockets lost together do not come back together. */
  function waitMs(asked: number): number {
    const now = performance.now();
    if (trouble.nextSlot === 0) return failures === 0 ? 0 : asked + backoff(failures, random);
    const slot = Math.max(now, trouble.nextSlot);
    if (slot - now > limit) throw gaveUp();
    trouble.nextSlot = slot + SLOT_MS;
    return slot - now;
  }

  async function pause(ms: number, signal: AbortSignal, tell: (progress: Connecting) => void): Promise<void> {
    if (ms <= 0) return;
    tell({ state: 'waiting', attempt: failures + 1, ms });
    await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  }

  return {
    async connect(open, signal, tell) {
      if (trouble.wasted >= WASTED_LIMIT) {
        // From now on one try for each time that it is asked for.
        trouble.wasted = WASTED_LIMIT - 1;
        trouble.nextSlot ||= performance.now() + SLOT_MS;
        throw gaveUp();
      }
      const begun = performance.now();
      let asked = 0;
      for (;;) {
        await pause(waitMs(asked), signal, tell);
        signal.throwIfAborted();
        tell({ state: 'connecting' });
        try {
          return await open();
        } catch (thrown) {
          signal.throwIfAborted();
          if (!(thrown instanceof DeepgramError) || !thrown.cause.retryable) throw thrown;
          failures += 1;
          asked = 'wait' in thrown ? Number(thrown.wait) : 0;
          // A server that asks for more patience than there is is not waited for.
          if (performance.now() - begun + asked > limit) throw thrown;
        }
      }
    },
    succeeded() {
      failures = 0;
      Object.assign(trouble, noTrouble());
    },
    lost() {
      failures += 1;
    },
    wasted() {
      failures += 1;
      trouble.wasted += 1;
    },
    get isTroubled() {
      return failures > 0;
    },
  };
}

function gaveUp(): DeepgramError {
  return new DeepgramError('CLOSED', 'socketGaveUp', { count: WASTED_LIMIT });
}
