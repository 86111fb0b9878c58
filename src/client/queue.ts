import { DeepgramError } from './errors.js';

/** Gives a place back; calling it again does nothing. */
export type Leave = () => void;

/** A bounded number of places, handed out in the order of asking. */
export interface Queue {
  readonly places: number;
  /**
   * Waits for a place.
   *
   * @param onWait - called at once when all places are taken
   * @throws DeepgramError OVERFLOW when too many wait already; the signal's reason when it is aborted
   */
  enter(signal: AbortSignal, onWait: () => void): Promise<Leave>;
}

/**
 * @param places - how many may be inside at once
 * @param limit - how many may wait
 */
export function createQueue(places: number, limit: number): Queue {
  let inside = 0;
  const waiting = new Set<() => void>();

  function leaveOnce(): Leave {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inside -= 1;
      const [next] = waiting;
      next?.();
    };
  }

  function enterNow(): Leave {
    inside += 1;
    return leaveOnce();
  }

  return {
    places,
    async enter(signal, onWait) {
      signal.throwIfAborted();
      if (inside < places) return enterNow();
      if (waiting.size >= limit)
        throw new DeepgramError('OVERFLOW', 'queueFull', { limit }, { retryable: true });
      onWait();
      return new Promise<Leave>((resolve, reject) => {
        const take = () => {
          stopWaiting();
          resolve(enterNow());
        };
        const abort = () => {
          stopWaiting();
          reject(signal.reason);
        };
        const stopWaiting = () => {
          waiting.delete(take);
          signal.removeEventListener('abort', abort);
        };
        waiting.add(take);
        signal.addEventListener('abort', abort);
      });
    },
  };
}
