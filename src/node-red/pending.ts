import type { DeepgramError } from '../client/errors.js';

/** A message that a session will end. */
export interface Pending {
  end(error?: DeepgramError): void;
  /** Resolves, or rejects, when it has been ended. */
  readonly ended: Promise<void>;
}

/** Begins to wait for a message's end. */
export function createPending(): Pending {
  let end: Pending['end'] = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  // Its end may come before anybody waits for it.
  ended.catch(() => undefined);
  return { end, ended };
}
