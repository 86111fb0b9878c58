import type { DeepgramError } from '../client/errors.js';

/** Refusals in a row after which the same thing is no longer asked for with each piece of audio. */
const LIMIT = 3;

/** ms between tries from then on. */
const PAUSE_MS = 10_000;

/** How many different things are remembered. */
const KEPT = 100;

/**
 * Remembers what the server has refused for good: a key, a model, a parameter. Audio comes fifty times a second, and
 * each piece would ask again.
 */
export interface Refusals {
  /** @throws DeepgramError what was said when it was refused, where it is too early to ask again */
  check(path: string): void;
  /** A session has failed; only refused handshakes count. */
  note(path: string, error: DeepgramError): void;
  /** It was granted. */
  forget(path: string): void;
}

/** Begins without any. @param now - in ms */
export function createRefusals(now = () => performance.now()): Refusals {
  const refused = new Map<string, { error: DeepgramError; count: number; at: number }>();
  return {
    check(path) {
      const last = refused.get(path);
      if (last && last.count >= LIMIT && now() - last.at < PAUSE_MS) throw last.error;
    },
    note(path, error) {
      const { status, retryable } = error.cause;
      if (status === undefined || retryable) return;
      const count = (refused.get(path)?.count ?? 0) + 1;
      refused.delete(path);
      refused.set(path, { error, count, at: now() });
      const [oldest] = refused.keys();
      if (refused.size > KEPT && oldest !== undefined) refused.delete(oldest);
    },
    forget: (path) => void refused.delete(path),
  };
}
