import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from './backoff.js';
import { DeepgramError } from './errors.js';

/** What is told while a connection is being made. `attempt`: the how-manyeth try comes after `ms`. */
export type Connecting = { state: 'connecting' } | { state: 'waiting'; attempt: number; ms: number };

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
const REST_MS = 10_000;

/** Opens the book on one server's connections. */
export function createReconnector(limit = RECONNECT_LIMIT_MS, random = Math.random): Reconnector {
  let failures = 0;
  let wasted = 0;
  let hasGivenUp = false;

  async function pause(
    asked: number,
    signal: AbortSignal,
    tell: (progress: Connecting) => void,
  ): Promise<void> {
    if (failures === 0) return;
    // Full jitter: a thousand sockets that were lost together do not come back together.
    const ms = Math.max(asked + backoff(failures, random), hasGivenUp ? REST_MS : 0);
    tell({ state: 'waiting', attempt: failures + 1, ms });
    await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  }

  return {
    async connect(open, signal, tell) {
      if (wasted >= WASTED_LIMIT) {
        // From now on one try for each time that it is asked for.
        wasted -= 1;
        hasGivenUp = true;
        throw new DeepgramError('CLOSED', 'socketGaveUp', { count: WASTED_LIMIT });
      }
      const begun = performance.now();
      let asked = 0;
      for (;;) {
        await pause(asked, signal, tell);
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
      wasted = 0;
      hasGivenUp = false;
    },
    lost() {
      failures += 1;
    },
    wasted() {
      failures += 1;
      wasted += 1;
    },
    get isTroubled() {
      return failures > 0;
    },
  };
}
