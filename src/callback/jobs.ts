import type { Clock } from './clock.js';
import { createTurns } from './in-turn.js';
import { type EndedJob, endJob, type Job, type OpenJob, type Submitter } from './job.js';
import type { JobStore } from './job-store.js';
import { createJobId, type JobTicket } from './token.js';

/** A token lives this much longer than its job's deadline, and so long is remembered that the job has ended. */
export const AFTER_DEADLINE_MS = 10 * 60_000;

/** Deadlines of jobs that another Node-RED submitted fire this much later here. */
const FOREIGN_MS = 60_000;

/** How often the store is looked through: for what others put there, and for what can be forgotten. */
const SWEEP_MS = 60_000;

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
  /** Hands the result over; called at most once, and must neither throw nor reject. */
  hand(handover: Handover): Promise<void> | void;
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
  waiting(): Iterable<Submitter>;
  close(): void;
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
  const inTurn = createTurns();
  /** The open jobs that are known here, and what takes their timers back. */
  const open = new Map<string, { submitter: Submitter; cancel: () => void }>();
  /** Jobs whose result a flow has in hand, and how many times. */
  const held = new Map<string, number>();
  /** Ended jobs that are known here, and when they are to be forgotten. */
  const ended = new Map<string, number>();
  let isClosed = false;
  let cancelSweep = () => {};

  function watch(job: OpenJob): void {
    if (isClosed) return;
    open.get(job.id)?.cancel();
    const due = job.deadline + (job.instance === instance ? 0 : FOREIGN_MS);
    const cancel = clock.wakeAt(due, () => void miss(job.id).catch(on.onError));
    open.set(job.id, { submitter: job.submitter, cancel });
    on.onChange();
  }

  function unwatch({ id, forget }: { id: string; forget: number }): void {
    ended.set(id, forget);
    open.get(id)?.cancel();
    if (open.delete(id)) on.onChange();
  }

  /** @returns whether it was ended here and now */
  async function end(job: Job, state: EndedJob['state']): Promise<boolean> {
    const isMine = await store.settle(endJob(job, state));
    unwatch(job);
    return isMine;
  }

  function miss(id: string): Promise<void> {
    return inTurn(id, async () => {
      // A flow that holds the result decides; its answer looks at the deadline again.
      if (isClosed || held.has(id)) return;
      const job = await store.find(id);
      if (job?.state !== 'open') unwatch(job ?? { id, forget: clock.now() });
      else if (await end(job, 'missed')) on.onMissed(job);
    });
  }

  async function sweep(): Promise<void> {
    const now = clock.now();
    const found = await store.list((id) => open.has(id) || ended.has(id));
    for (const job of found) {
      if (job.state !== 'open') ended.set(job.id, job.forget);
      // It may have ended while the store was read.
      else if (!ended.has(job.id)) watch(job);
    }
    const old = [...ended].filter(([, forget]) => forget < now).map(([id]) => id);
    for (const id of old) ended.delete(id);
    if (old.length > 0) await store.forget(old);
  }

  function sweepLater(): void {
    cancelSweep = clock.wakeAt(clock.now() + SWEEP_MS, () => {
      void sweep()
        .catch(on.onError)
        .finally(() => isClosed || sweepLater());
    });
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
      watch(job);
      return ticket;
    },

    acknowledge(id, requestId, message) {
      return inTurn(id, async () => {
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
        watch(known);
      });
    },

    withdraw(id, state) {
      return inTurn(id, async () => {
        const job = await store.find(id);
        if (job?.state === 'open') await end(job, state);
      });
    },

    deliver({ id, expires }, choose) {
      return inTurn(id, async () => {
        const job = await store.find(id);
        if (job?.state === 'settled') return 'repeated';
        const receiver = choose(job);
        if (!receiver) return 'untaken';
        if (receiver.settles === 'later') {
          const delivery = await hold(id, job);
          await receiver.hand({ job, delivery });
          return 'taken';
        }
        // Settled first: whoever settles it, and nobody else, hands it over.
        if (!(await end(job ?? unknownJob(id, expires), receiver.leaves))) return 'repeated';
        await receiver.hand({ job, delivery: 1 });
        return 'taken';
      });
    },

    answer({ id, expires }, acknowledged) {
      return inTurn(id, async () => {
        const times = (held.get(id) ?? 1) - 1;
        if (times > 0) held.set(id, times);
        else held.delete(id);
        const job = await store.find(id);
        if (acknowledged) await end(job ?? unknownJob(id, expires), 'settled');
        else if (job?.state === 'open') watch(job);
      });
    },

    async takeUp() {
      sweepLater();
      await sweep();
    },

    waiting: () => [...open.values()].map(({ submitter }) => submitter),

    close() {
      isClosed = true;
      cancelSweep();
      for (const { cancel } of open.values()) cancel();
      open.clear();
    },
  };

  async function hold(id: string, job: Job | undefined): Promise<number> {
    held.set(id, (held.get(id) ?? 0) + 1);
    if (job?.state !== 'open') return 1;
    const delivery = job.deliveries + 1;
    await store.takeIn({ ...job, deliveries: delivery });
    return delivery;
  }
}

/** A job with a valid token of which nothing is kept: it gets a mark, so that its result comes out once. */
function unknownJob(id: string, forget: number): EndedJob {
  return { state: 'missed', id, submitter: { id: '', flow: '' }, kind: 'speech', forget };
}
