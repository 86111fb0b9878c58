import type { FaultQueue, MetFault } from './queue.js';

/** A fault of one kind, and its ways to be told of. */
export type MetKind<F extends { kind: string }, N extends F['kind']> = Omit<MetFault<F>, 'fault'> & {
  readonly fault: Extract<F, { kind: N }>;
};

/**
 * Takes a fault of a kind that is for a path, where one waits.
 *
 * @param isDue says that a fault has to wait still
 */
export function meetKind<F extends { kind: string }, N extends F['kind']>(
  faults: FaultQueue<F>,
  path: string,
  kind: N,
  isDue: (fault: Extract<F, { kind: N }>) => boolean = () => true,
): MetKind<F, N> | undefined {
  const isIt = (fault: F): fault is Extract<F, { kind: N }> => fault.kind === kind;
  let taken = false;
  const [met] = faults.meetAll(path, (fault) => {
    const due = !taken && isIt(fault) && isDue(fault);
    taken ||= due;
    return due;
  });
  if (met === undefined || !isIt(met.fault)) return undefined;
  return { fault: met.fault, reach: () => met.reach(), hold: () => met.hold() };
}
