import type { Answer } from '../answer.js';
import type { Wire } from '../wire.js';
import type { Fault, FaultHandle, FaultKind } from './fault.js';
import { faultTable, type Scene } from './table.js';

/** The faults that wait for a request. */
export interface FaultQueue {
  add(fault: Fault): FaultHandle;
  /** Takes all of them back and lets go on what is held. */
  clear(): void;
  /**
   * Answers a request: with the first fault that is for its path, or with Deepgram's own answer.
   * Nothing comes out when the fault has already ended the connection.
   */
  answer(request: Request): Promise<Answer | undefined>;
}

type Request = Pick<Scene, 'make' | 'requestId'> & { readonly path: string; readonly wire: Wire };

interface Waiting extends FaultHandle {
  readonly fault: Fault;
  left: number;
  readonly reach: () => void;
  readonly released: Promise<void>;
}

export function createFaultQueue(): FaultQueue {
  const waiting = new Set<Waiting>();
  const released = new Set<() => void>();
  return {
    add: (fault) => {
      const entry = createEntry(fault, () => waiting.delete(entry));
      waiting.add(entry);
      released.add(entry.release);
      return entry;
    },
    clear: () => {
      waiting.clear();
      for (const release of released) release();
      released.clear();
    },
    answer: async ({ path, ...scene }) => {
      const entry = [...waiting].find(({ fault }) => fault.path === undefined || fault.path === path);
      if (entry === undefined) return scene.make();
      entry.left -= 1;
      if (entry.left <= 0) waiting.delete(entry);
      if (entry.fault.kind !== 'hold') entry.reach();
      const hold = (): Promise<void> => {
        entry.reach();
        return entry.released;
      };
      return behave(entry.fault, { ...scene, hold });
    },
  };
}

function createEntry(fault: Fault, remove: () => void): Waiting {
  const [reached, reach] = event();
  const [released, release] = event();
  return { fault, left: fault.times ?? 1, reached, reach, released, release, remove };
}

function event(): [happened: Promise<void>, happen: () => void] {
  let happen: () => void = () => undefined;
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return [happened, happen];
}

function behave<N extends FaultKind['kind']>(
  fault: Extract<FaultKind, { kind: N }>,
  scene: Scene,
): Promise<Answer | undefined> {
  return faultTable[fault.kind as N](fault, scene);
}
