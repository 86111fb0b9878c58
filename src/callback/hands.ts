import type { EndedJob, Job } from './job.js';
import type { JobStore } from './job-store.js';
import type { JobWatch } from './job-watch.js';
import type { StreamJobs } from './stream-jobs.js';
import type { JobTicket } from './token.js';

/** What a job is worth to whom a result is handed. */
export interface Handover {
  /** Absent where nothing is known of the job: its store has lost it. */
  readonly job: Job | undefined;
  /** The how-manyeth time the result comes out; 1 unless a flow had it before and did not acknowledge it. */
  readonly delivery: number;
}

/** Who takes a result. */
export interface Receiver {
  /**
   * Hands the result over; called at most once, and must neither throw nor reject.
   *
   * @returns false where it was not taken: the taker has just been closed
   */
  hand(handover: Handover): Promise<boolean> | boolean;
  /** `later`: the job is settled by `acknowledged`, `now`: by being handed over, `not`: further results will come. */
  readonly settles: 'now' | 'later' | 'not';
  /** What is left when it has been handed over; `missed` where the result was of no use. */
  readonly leaves: EndedJob['state'];
}

/** `taken`: handed over. `repeated`: had been settled before. `untaken`: there was nobody to take it. */
export type Outcome = 'taken' | 'repeated' | 'untaken';

/** What handing over needs of the jobs. */
export interface HandsSettings {
  readonly store: JobStore;
  readonly watch: JobWatch;
  readonly streams: StreamJobs;
  /** Ends a job. @returns whether it was ended here and now */
  end(job: Job, state: EndedJob['state']): Promise<boolean>;
  /** The store has failed, and the result has been handed over nevertheless. */
  onError(error: unknown): void;
}

type Hand = (ticket: JobTicket, job: Job | undefined, receiver: Receiver) => Promise<Outcome>;

/** Makes what hands results over, and settles their jobs as their receivers want it. All in a job's turn. */
export function createHands({ store, watch, streams, end, onError }: HandsSettings) {
  /** Jobs whose result a flow has in hand, and how many times. */
  const held = new Map<string, number>();
  /** How often the results of jobs that are not open have come out, where a flow is to acknowledge them. */
  const given = new Map<string, number>();

  /** Settled first: whoever settles a job, and nobody else, hands its result over. */
  const now: Hand = async (ticket, job, receiver) => {
    if (!(await end(job ?? unknownJob(ticket), receiver.leaves))) return 'repeated';
    if (await receiver.hand({ job, delivery: 1 })) return 'taken';
    // Whoever was to take it has been closed meanwhile: as if it had never come.
    if (job) await store.takeIn(job);
    else await store.forget([ticket.id]);
    if (job?.state === 'open') watch.begin(job);
    return 'untaken';
  };

  const later: Hand = async ({ id }, job, receiver) => {
    const delivery = (job?.state === 'open' ? job.deliveries : (given.get(id) ?? 0)) + 1;
    if (job?.state === 'open') await store.takeIn({ ...job, deliveries: delivery });
    else given.set(id, delivery);
    held.set(id, (held.get(id) ?? 0) + 1);
    await receiver.hand({ job, delivery });
    return 'taken';
  };

  /** The results of a stream come one after another; the last one is not known as such. */
  const not: Hand = async ({ id }, job, receiver) => {
    if (!(await receiver.hand({ job, delivery: 1 }))) return 'untaken';
    // It is out: that a deadline could not be kept must not bring it again, nor end the stream.
    await streams.touch(id).catch(onError);
    return 'taken';
  };

  return {
    /** By what a receiver says of the settling. */
    hands: { now, later, not } satisfies Record<Receiver['settles'], Hand>,
    /** Whether a flow has a job's result in hand. */
    isHeld: (id: string) => held.has(id),
    /** A flow that had a result has answered. */
    async answer(ticket: JobTicket, acknowledged: boolean): Promise<void> {
      const { id } = ticket;
      const times = (held.get(id) ?? 1) - 1;
      if (times > 0) held.set(id, times);
      else held.delete(id);
      const job = await store.find(id);
      if (acknowledged) {
        given.delete(id);
        await end(job ?? unknownJob(ticket), 'settled');
      } else if (job?.state === 'open') {
        watch.begin(job);
      }
    },
  };
}

/** A job with a valid token of which nothing is kept: it gets a mark, so that its result comes out once. */
function unknownJob({ id, expires }: JobTicket): EndedJob {
  return { state: 'missed', id, submitter: { id: '', flow: '' }, kind: 'speech', forget: expires };
}
