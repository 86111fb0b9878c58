import type { FaultHandle, FaultScope } from './fault.js';

/** The faults of one sort that wait for a request. */
export interface FaultQueue<F> {
  add(fault: F & FaultScope): FaultHandle;
  /** Takes all of them back and lets go on what is held. */
  clear(): void;
  /** The first fault that is for a path, if any; it has then one request less to come over. */
  meet(path: string): MetFault<F> | undefined;
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
      const entry = [...waiting].find((one) => one.path === undefined || one.path === path);
      if (entry === undefined) return undefined;
      entry.left -= 1;
      if (entry.left <= 0) waiting.delete(entry);
      return entry;
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
