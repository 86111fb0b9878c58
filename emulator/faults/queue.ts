import type { FaultHandle, FaultScope } from './fault.js';

/** The faults of one sort that wait for a request. */
export interface FaultQueue<F> {
  add(fault: F & FaultScope): FaultHandle;
  /** Takes all of them back and lets go on what is held. */
  clear(): void;
  /** The first fault that is for a path, if any; it has then one request less to come over. */
  meet(path: string): MetFault<F> | undefined;
  /** All that wait for a path, in order. */
  waiting(path: string): readonly F[];
  /** Those of them that are due now, each of which has one time less to come. */
  meetAll(path: string, isDue: (fault: F) => boolean): readonly MetFault<F>[];
}

/** A fault that comes over a request. */
export interface MetFault<F> {
  readonly fault: F;
  /** Says that it has come. */
  reach(): void;
  /** Says that it has come, then waits for `release()`. */
  hold(): Promise<void>;
}

interface Waiting<F> extends FaultHandle, MetFault<F> {
  readonly path: string | undefined;
  left: number;
}

export function createFaultQueue<F>(): FaultQueue<F> {
  const waiting = new Set<Waiting<F>>();
  const released = new Set<() => void>();
  const isFor = (path: string) => (entry: Waiting<F>) => entry.path === undefined || entry.path === path;
  const take = (entry: Waiting<F>): void => {
    entry.left -= 1;
    if (entry.left <= 0) waiting.delete(entry);
  };
  return {
    add: (fault) => {
      const entry = createEntry<F>(fault, () => waiting.delete(entry));
      waiting.add(entry);
      released.add(entry.release);
      return entry;
    },
    clear: () => {
      waiting.clear();
      for (const release of released) release();
      released.clear();
    },
    meet: (path) => {
      const entry = [...waiting].find(isFor(path));
      if (entry !== undefined) take(entry);
      return entry;
    },
    waiting: (path) => (waiting.size === 0 ? [] : [...waiting].filter(isFor(path)).map(({ fault }) => fault)),
    meetAll: (path, isDue) => {
      if (waiting.size === 0) return [];
      const due = [...waiting].filter(isFor(path)).filter(({ fault }) => isDue(fault));
      due.forEach(take);
      return due;
    },
  };
}

function createEntry<F>(fault: F & FaultScope, remove: () => void): Waiting<F> {
  const [reached, reach] = event();
  const [released, release] = event();
  const hold = (): Promise<void> => {
    reach();
    return released;
  };
  return { fault, path: fault.path, left: fault.times ?? 1, reached, reach, hold, release, remove };
}

function event(): [happened: Promise<void>, happen: () => void] {
  let happen: () => void = () => undefined;
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return [happened, happen];
}
