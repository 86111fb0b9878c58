import type { Clock } from '../client/clock.js';
import { createHands, type Outcome, type Receiver } from './hands.js';
import { createTurns } from './in-turn.js';
import { type EndedJob, endJob, type Job, type OpenJob, type Submitter } from './job.js';
import type { JobStore } from './job-store.js';
import { createJobWatch } from './job-watch.js';
import type { LiveStream, LiveStreams } from './live-stream.js';
import { createStreamJobs } from './stream-jobs.js';
import { createStreamLife, type StreamLife } from './stream-life.js';
import { createJobId, type JobTicket } from './token.js';

/** A token lives this much longer than its job's deadline, and so long is remembered that the job has ended. */
export const AFTER_DEADLINE_MS = 10 * 60_000;

/** Each result of a live stream comes with its token, which lives as long as a stream may. */
export const STREAM_MS = 24 * 60 * 60_000;

/** What is to be submitted. */
export type Submission = Pick<OpenJob, 'submitter' | 'kind' | 'form' | 'message'> & {
  /** ms that the request itself may take before it is acknowledged: an upload. */
  readonly requestMs: number;
};

/** The jobs of one endpoint. */
export interface Jobs extends StreamLife {
  /** Takes a job in, before its request is sent. */
  submit(submission: Submission): Promise<JobTicket>;
  /**
   * Deepgram has acknowledged the request: the deadline counts from now.
   *
   * @param more - to be kept from now on, where what was submitted is not the last word
   */
  acknowledge(
    id: string,
    requestId: string | undefined,
    more?: Partial<Pick<OpenJob, 'message' | 'form'>>,
  ): Promise<void>;
  /** The request has failed, or was given up. `missed` where a result may come nevertheless. */
  withdraw(id: string, state: EndedJob['state']): Promise<void>;
  /**
   * A result has come.
   *
   * @param choose - finds who takes it; called in the job's turn
   */
  deliver(
    ticket: JobTicket,
    choose: (job: Job | undefined, stream: LiveStream | undefined) => Receiver | undefined,
  ): Promise<Outcome>;
  /** A flow that had the result has answered: acknowledged it, or not. */
  answer(ticket: JobTicket, acknowledged: boolean): Promise<void>;
  /** Takes up what the store holds from before a restart; resolves when that is done. */
  takeUp(): Promise<void>;
  /** The submitters of the jobs that wait for their result. */
  waiting(): Submitter[];
  /** The submitters of live streams. */
  streaming(): Submitter[];
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
  /** What is known of live streams from before a deploy. */
  readonly streams?: LiveStreams;
  /** A live stream's job has ended: no further result will come. */
  readonly onStreamEnd?: (stream: LiveStream) => unknown;
  /** A job has missed its deadline. */
  readonly onMissed: (job: OpenJob) => void;
  /** The number of jobs that wait may have changed. */
  readonly onChange: () => void;
  /** The store has failed in the background. */
  readonly onError: (error: unknown) => void;
}

/** Opens the jobs of an endpoint. Within one process each is settled exactly once, whatever comes when. */
export function openJobs({ store, clock, deadline, instance, streams: known, ...on }: JobsSettings): Jobs {
  const turns = createTurns();
  const streams = createStreamJobs({ store, clock, deadline, ...(known && { known }) });
  let isClosed = false;
  const watch = createJobWatch({
    ...{ store, clock, instance },
    onDue: (id) => void miss(id).catch(on.onError),
    onEnded: leave,
    ...{ onChange: on.onChange, onError: on.onError },
  });

  /** @returns whether it was ended here and now */
  async function end(job: Job, state: EndedJob['state']): Promise<boolean> {
    const isMine = await store.settle(endJob(job, state));
    watch.end(job);
    leave(job.id);
    return isMine;
  }

  /** A job is no longer open: of a live stream, nothing is kept in memory. */
  function leave(id: string): void {
    const stream = streams.drop(id);
    if (stream) on.onStreamEnd?.(stream);
  }

  const { hands, isHeld, answer } = createHands({ store, watch, streams, end, onError: on.onError });

  function miss(id: string): Promise<void> {
    return turns.take(id, async () => {
      // A flow that holds the result decides; its answer looks at the deadline again.
      if (isClosed || isHeld(id)) return;
      const kept = await store.find(id);
      if (kept?.state !== 'open') {
        watch.end(kept ?? { id, forget: clock.now() });
        leave(id);
        return;
      }
      const job = streams.newest(kept);
      // It has been acknowledged since, by another Node-RED say, or has had a result.
      if (clock.now() < watch.dueOf(job)) watch.begin(job);
      else if ((await end(job, 'missed')) && !job.isOver) on.onMissed(job);
    });
  }

  /** Puts a newer state in the place of what is kept of an open job. */
  async function renew(job: OpenJob): Promise<void> {
    await store.takeIn(job);
    streams.renew(job);
    watch.begin(job);
  }

  return {
    async submit({ submitter, kind, form, message, requestMs }) {
      const now = clock.now();
      const due = now + requestMs + deadline;
      const expires = due + AFTER_DEADLINE_MS + (kind === 'stream' ? STREAM_MS : 0);
      const ticket = { id: createJobId(), expires };
      const job: OpenJob = {
        ...{ state: 'open', id: ticket.id, submitter, kind, form, message, instance, submitted: now },
        ...{ deadline: due, forget: ticket.expires, deliveries: 0 },
      };
      await store.takeIn(job);
      watch.begin(job);
      return ticket;
    },

    acknowledge(id, requestId, more) {
      return turns.take(id, async () => {
        const job = await streams.find(id);
        // The delivery may have outrun the acknowledgement.
        if (job?.state !== 'open') return;
        // A stream that was lost is opened again: it waits since the first time.
        const { acknowledged = clock.now() } = job;
        const due = Math.min(clock.now() + deadline, job.forget);
        streams.expectSocket(id);
        await renew({ ...job, acknowledged, deadline: due, ...(requestId && { requestId }), ...more });
      });
    },

    withdraw(id, state) {
      return turns.take(id, async () => {
        const job = await store.find(id);
        if (job?.state === 'open') await end(job, state);
      });
    },

    ...createStreamLife({ turns, streams, clock, deadline, end, renew }),

    deliver(ticket, choose) {
      return turns.take(ticket.id, async () => {
        const job = await streams.find(ticket.id);
        if (job?.state === 'settled') return 'repeated';
        const receiver = choose(job, streams.get(ticket.id));
        if (!receiver) return 'untaken';
        return hands[receiver.settles](ticket, job, receiver);
      });
    },

    answer: (ticket, acknowledged) => turns.take(ticket.id, () => answer(ticket, acknowledged)),

    takeUp: watch.sweepFromNow,
    waiting: watch.waiting,
    streaming: watch.streaming,

    close() {
      isClosed = true;
      watch.close();
      return turns.idle();
    },
  };
}
