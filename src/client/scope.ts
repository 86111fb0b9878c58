import { setMaxListeners } from 'node:events';

/** What belongs together and ends together. */
export interface Scope {
  readonly signal: AbortSignal;
  /** Ends all that is in it, for a reason. */
  abort(reason?: unknown): void;
  /** Tells that all in it has ended by itself; `abort` does nothing from then on. */
  leave(): void;
}

/**
 * Opens a scope within another one: it is aborted with that, and can be aborted alone. (`AbortSignal.any`
 * would do the same at the price of an exception with a stack trace for each message that ends well.)
 */
export function openScope(outer: AbortSignal): Scope {
  const inner = new AbortController();
  // Every piece in flight listens.
  setMaxListeners(0, inner.signal);
  const follow = () => inner.abort(outer.reason);
  let isOpen = true;

  function leave(): void {
    isOpen = false;
    outer.removeEventListener('abort', follow);
  }

  outer.addEventListener('abort', follow);
  if (outer.aborted) follow();
  return {
    signal: inner.signal,
    leave,
    abort(reason) {
      if (!isOpen) return;
      leave();
      inner.abort(reason);
    },
  };
}
