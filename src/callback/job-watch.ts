import type { Clock } from '../client/clock.js';
import type { Job, OpenJob, Submitter } from './job.js';
import type { JobStore } from './job-store.js';

/** Deadlines of jobs that another Node-RED submitted fire this much later here. */
const FOREIGN_MS = 60_000;

/** How often the store is looked through: for what others put there, and for what can be forgotten. */
const SWEEP_MS = 60_000;

/** What watching needs. */
export interface JobWatchSettings {
  readonly store: JobStore;
  readonly clock: Clock;
  /** This Node-RED. */
  readonly instance: string;
  /** A job's deadline has come, as far as is known here. */
  readonly onDue: (id: string) => void;
  /** A job was ended by another Node-RED. */
  readonly onEnded: (id: string) => void;
  /** The number of jobs that wait may have changed. */
  readonly onChange: () => void;
  /** The store has failed. */
  readonly onError: (error: unknown) => void;
}

/** Knows which jobs wait, wakes at their deadlines, and forgets what has ended. */
export interface JobWatch {
  /** Watches an open job, from its newest state on. */
  begin(job: OpenJob): void;
  /** A job has ended. */
  end(job: { id: string; forget: number }): void;
  /** ms since the epoch at which a job's deadline fires here. */
  dueOf(job: OpenJob): number;
  /** The submitters of the jobs that wait for their result. */
  waiting(): Submitter[];
  /** The submitters of live streams. */
  streaming(): Submitter[];
  /** Looks through the store, now and every minute. */
  sweepFromNow(): Promise<void>;
  close(): void;
}

/** What is remembered of an open job. */
interface Watched {
  readonly submitter: Submitter;
  readonly isOurs: boolean;
  readonly isStream: boolean;
  readonly isOver: boolean;
  cancel(): void;
}

/** Begins to watch the jobs of one endpoint. */
export function createJobWatch({ store, clock, instance, ...on }: JobWatchSettings): JobWatch {
  const open = new Map<string, Watched>();
  /** Ended jobs that are known here, and when they are to be forgotten. */
  const ended = new Map<string, number>();
  let isClosed = false;
  let cancelSweep = () => {};

  function dueOf(job: OpenJob): number {
    return job.deadline + (job.instance === instance ? 0 : FOREIGN_MS);
  }

  function begin(job: OpenJob): void {
    if (isClosed) return;
    open.get(job.id)?.cancel();
    ended.delete(job.id);
    const cancel = clock.wakeAt(dueOf(job), () => on.onDue(job.id));
    const { submitter, kind, isOver = false } = job;
    const isOurs = job.instance === instance;
    open.set(job.id, { ...{ submitter, isOurs, cancel }, ...{ isStream: kind === 'stream', isOver } });
    on.onChange();
  }

  function end({ id, forget }: { id: string; forget: number }): void {
    ended.set(id, forget);
    open.get(id)?.cancel();
    if (open.delete(id)) on.onChange();
  }

  async function sweep(): Promise<void> {
    // What others submitted they may also have acknowledged or ended: that is read again.
    const found = await store.list((id) => ended.has(id) || open.get(id)?.isOurs === true);
    for (const job of found) take(job);
    const now = clock.now();
    const old = [...ended].filter(([, forget]) => forget < now).map(([id]) => id);
    for (const id of old) ended.delete(id);
    if (old.length > 0) await store.forget(old);
  }

  function take(job: Job): void {
    // It may have changed here while the store was read.
    const isOlder = ended.has(job.id) || open.get(job.id)?.isOurs === true;
    if (isOlder) return;
    if (job.state === 'open') {
      begin(job);
    } else {
      end(job);
      on.onEnded(job.id);
    }
  }

  function submittersOf(isWanted: (job: Watched) => boolean): Submitter[] {
    return [...open.values()].filter(isWanted).map(({ submitter }) => submitter);
  }

  function sweepLater(): void {
    if (isClosed) return;
    cancelSweep = clock.wakeAt(clock.now() + SWEEP_MS, () => {
      sweep().catch(on.onError).finally(sweepLater);
    });
  }

  return {
    begin,
    end,
    dueOf,
    waiting: () => submittersOf(({ isStream }) => !isStream),
    streaming: () => submittersOf(({ isStream, isOver }) => isStream && !isOver),
    async sweepFromNow() {
      sweepLater();
      await sweep();
    },
    close() {
      isClosed = true;
      cancelSweep();
      for (const { cancel } of open.values()) cancel();
      open.clear();
    },
  };
}
