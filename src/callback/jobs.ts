import type { Clock } from './clock.js';
import { createTurns } from './in-turn.js';
import { type EndedJob, endJob, type Job, type OpenJob, type Submitter } from './job.js';
import type { JobStore } from './job-store.js';
import { createJobWatch } from './job-watch.js';
import { createJobId, type JobTicket } from './token.js';

/** A token lives this much longer than its job's deadline, and so long is remembered that the job has ended. */
export const AFTER_DEADLINE_MS = 10 * 60_000;

/** What is to be submitted. */
export type Submission = Pick<OpenJob, 'submitter' | 'kind' | 'form' | 'message'> & {
  /** ms that the request itself may take before it is acknowledged: an upload. */
  readonly requestMs: number;
};

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
  /** `later`: the job is settled by `acknowledged`, `now`: by being handed over. */
  readonly settles: 'now' | 'later';
  /** What is left when it has been handed over; `missed` where the result was of no use. */
  readonly leaves: EndedJob['state'];
}

/** `taken`: handed over. `repeated`: had been settled before. `untaken`: there was nobody to take it. */
export type Outcome = 'taken' | 'repeated' | 'untaken';

/** The jobs of one endpoint. */
export interface Jobs {
  /** Takes a job in, before its request is sent. */
  submit(submission: Submission): Promise<JobTicket>;
  /**
   * Deepgram has acknowledged the request: the deadline counts from now.
   *
   * @param message - to be kept from now on, where the one that was submitted is not the last word
   */
  acknowledge(id: string, requestId: string | undefined, message?: string): Promise<void>;
  /** The request has failed, or was given up. `missed` where a result may come nevertheless. */
  withdraw(id: string, state: EndedJob['state']): Promise<void>;
  /**
   * A result has come.
   *
   * @param choose - finds who takes it; called in the job's turn
   */
  deliver(ticket: JobTicket, choose: (job: Job | undefined) => Receiver | undefined): Promise<Outcome>;
  /** A flow that had the result has answered: acknowledged it, or not. */
  answer(ticket: JobTicket, acknowledged: boolean): Promise<void>;
  /** Takes up what the store holds from before a restart; resolves when that is done. */
  takeUp(): Promise<void>;
  /** The submitters of the jobs that wait. */
  waiting(): Submitter[];
  /** Resolves when all that had begun has ended: nothing is settled or handed over from then on. */
  close(): Promise<void>;
}

/** What jobs need. */
export interface JobsSettings {
  readonly store: JobStore;
  readonly clock: Clock;
  /** ms from the acknowledgement. */
  readonly deadline: number;
  /** This Node-RED. */
  readonly instance: string;
  /** A job has missed its deadline. */
  readonly onMissed: (job: OpenJob) => void;
  /** The number of jobs that wait may have changed. */
  readonly onChange: () => void;
  /** The store has failed in the background. */
  readonly onError: (error: unknown) => void;
}

/** Opens the jobs of an endpoint. Within one process each is settled exactly once, whatever comes when. */
export function openJobs({ store, clock, deadline, instance, ...on }: JobsSettings): Jobs {
  const turns = createTurns();
  /** Jobs whose result a flow has in hand, and how many times. */
  const held = new Map<string, number>();
  /** How often the results of jobs that are not open have come out, where a flow is to acknowledge them. */
  const given = new Map<string, number>();
  let isClosed = false;
  const watch = createJobWatch({
    ...{ store, clock, instance },
    ...{ onDue: (id) => void miss(id).catch(on.onError), onChange: on.onChange, onError: on.onError },
  });

  /** @returns whether it was ended here and now */
  async function end(job: Job, state: EndedJob['state']): Promise<boolean> {
    const isMine = await store.settle(endJob(job, state));
    watch.end(job);
    return isMine;
  }

  function miss(id: string): Promise<void> {
    return turns.take(id, async () => {
      // A flow that holds the result decides; its answer looks at the deadline again.
      if (isClosed || held.has(id)) return;
      const job = await store.find(id);
      if (job?.state !== 'open') watch.end(job ?? { id, forget: clock.now() });
      // It has been acknowledged since, by another Node-RED say.
      else if (clock.now() < watch.dueOf(job)) watch.begin(job);
      else if (await end(job, 'missed')) on.onMissed(job);
    });
  }

  /** Settled first: whoever settles a job, and nobody else, hands its result over. */
  async function handNow(ticket: JobTicket, job: Job | undefined, receiver: Receiver): Promise<Outcome> {
    if (!(await end(job ?? unknownJob(ticket), receiver.leaves))) return 'repeated';
    if (await receiver.hand({ job, delivery: 1 })) return 'taken';
    // Whoever was to take it has been closed meanwhile: as if it had never come.
    if (job) await store.takeIn(job);
    else await store.forget([ticket.id]);
    if (job?.state === 'open') watch.begin(job);
    return 'untaken';
  }

  async function handForAnswer(
    { id }: JobTicket,
    job: Job | undefined,
    receiver: Receiver,
  ): Promise<Outcome> {
    const delivery = (job?.state === 'open' ? job.deliveries : (given.get(id) ?? 0)) + 1;
    if (job?.state === 'open') await store.takeIn({ ...job, deliveries: delivery });
    else given.set(id, delivery);
    held.set(id, (held.get(id) ?? 0) + 1);
    await receiver.hand({ job, delivery });
    return 'taken';
  }

  return {
    async submit({ submitter, kind, form, message, requestMs }) {
      const now = clock.now();
      const due = now + requestMs + deadline;
      const ticket = { id: createJobId(), expires: due + AFTER_DEADLINE_MS };
      const job: OpenJob = {
        ...{ state: 'open', id: ticket.id, submitter, kind, form, message, instance, submitted: now },
        ...{ deadline: due, forget: ticket.expires, deliveries: 0 },
      };
      await store.takeIn(job);
      watch.begin(job);
      return ticket;
    },

    acknowledge(id, requestId, message) {
      return turns.take(id, async () => {
        const job = await store.find(id);
        // The delivery may have outrun the acknowledgement.
        if (job?.state !== 'open') return;
        const acknowledged = clock.now();
        const due = Math.min(acknowledged + deadline, job.forget);
        const known = {
          ...{ ...job, acknowledged, deadline: due },
          ...(requestId && { requestId }),
          ...(message && { message }),
        };
        await store.takeIn(known);
        watch.begin(known);
      });
    },

    withdraw(id, state) {
      return turns.take(id, async () => {
        const job = await store.find(id);
        if (job?.state === 'open') await end(job, state);
      });
    },

    deliver(ticket, choose) {
      return turns.take(ticket.id, async () => {
        const job = await store.find(ticket.id);
        if (job?.state === 'settled') return 'repeated';
        const receiver = choose(job);
        if (!receiver) return 'untaken';
        const hand = receiver.settles === 'later' ? handForAnswer : handNow;
        return hand(ticket, job, receiver);
      });
    },

    answer(ticket, acknowledged) {
      const { id } = ticket;
      return turns.take(id, async () => {
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
      });
    },

    takeUp: watch.sweepFromNow,
    waiting: watch.waiting,

    close() {
      isClosed = true;
      watch.close();
      return turns.idle();
    },
  };
}

/** A job with a valid token of which nothing is kept: it gets a mark, so that its result comes out once. */
function unknownJob({ id, expires }: JobTicket): EndedJob {
  return { state: 'missed', id, submitter: { id: '', flow: '' }, kind: 'speech', forget: expires };
}
