import type { Job, Submitter } from './job.js';

/** Who takes results out of an endpoint: a deepgram-callback-in node. */
export interface Taker {
  readonly id: string;
  /** The flow it stands on. */
  readonly flow: string;
  /** Ids of the submitting nodes whose results it takes; null: whatever arrives. */
  readonly scope: readonly string[] | null;
}

/** The one taker of a job's result: one that names its submitter, else one on its flow, else any that takes all. */
export function takerOf<T extends Taker>(
  takers: Iterable<T>,
  { id, flow, template = id }: Submitter,
): T | undefined {
  const all = [...takers];
  const open = all.filter(({ scope }) => scope === null);
  return (
    all.find(({ scope }) => scope?.includes(id) || scope?.includes(template)) ??
    open.find((taker) => taker.flow === flow) ??
    open[0]
  );
}

/** Those who take a delivery: one for a job of ours, else each that takes whatever arrives. */
export function takersOf<T extends Taker>(takers: Iterable<T>, job: Job | undefined): T[] {
  if (!job) return [...takers].filter(({ scope }) => scope === null);
  const taker = takerOf(takers, job.submitter);
  return taker ? [taker] : [];
}
