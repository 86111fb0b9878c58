import type { FaultQueue, MetFault } from '../faults/queue.js';
import type { SpeechFault } from './fault.js';

type Name = SpeechFault['kind'];
type Of<N extends Name> = Extract<SpeechFault, { kind: N }>;

/** A fault of one kind, and its ways to be told of. */
export interface Met<N extends Name> extends Omit<MetFault<SpeechFault>, 'fault'> {
  readonly fault: Of<N>;
}

/** Takes a fault of a kind that is for a path, where one waits. */
export function meet<N extends Name>(
  faults: FaultQueue<SpeechFault>,
  path: string,
  kind: N,
): Met<N> | undefined {
  const isIt = (fault: SpeechFault): fault is Of<N> => fault.kind === kind;
  let taken = false;
  const [met] = faults.meetAll(path, (fault) => {
    const due = !taken && isIt(fault);
    taken ||= due;
    return due;
  });
  if (met === undefined || !isIt(met.fault)) return undefined;
  return { fault: met.fault, reach: () => met.reach(), hold: () => met.hold() };
}
