import type { DeepgramError } from '../client/errors.js';

/** A message that a session will end. */
export interface Pending {
  end(error?: DeepgramError): void;
  /** Resolves, or rejects, when it has been ended. */
  readonly ended: Promise<void>;
}

const ENDED = Promise.resolve();

/** Begins to wait for a message's end. Most have ended before anybody asks. */
export function createPending(): Pending {
  let outcome: { readonly error: DeepgramError | undefined } | undefined;
  let waiting: Promise<void> | undefined;
  let settle: (() => void) | undefined;

  function wait(): Promise<void> {
    const ended = new Promise<void>((resolve, reject) => {
      settle = () => (outcome?.error ? reject(outcome.error) : resolve());
    });
    // It may end before its end is awaited.
    ended.catch(() => undefined);
    if (outcome) settle?.();
    return ended;
  }

  return {
    end(error) {
      outcome ??= { error };
      settle?.();
    },
    get ended() {
      if (outcome && !outcome.error) return ENDED;
      waiting ??= wait();
      return waiting;
    },
  };
}
