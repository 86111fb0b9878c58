import type { Clock } from '../client/clock.js';
import type { Job, OpenJob } from './job.js';
import type { JobStore } from './job-store.js';
import { createLiveStream, type LiveStream, type LiveStreams } from './live-stream.js';

/** A stream's deadline moves with each result; a store is told of that no more often than this. */
const KEEP_EVERY_MS = 60_000;

/** What keeping the jobs of live streams needs. */
export interface StreamJobsSettings {
  readonly store: JobStore;
  readonly clock: Clock;
  /** ms from the last result. */
  readonly deadline: number;
  readonly known?: LiveStreams;
}

/** The jobs of live streams. */
export type StreamJobs = ReturnType<typeof createStreamJobs>;

/** Keeps the jobs of live streams in memory, before a store: results come many times a second. In a job's turn. */
export function createStreamJobs({ store, clock, deadline, known = new Map() }: StreamJobsSettings) {
  const keepEvery = Math.min(KEEP_EVERY_MS, deadline / 10);

  function renew(job: OpenJob): void {
    if (job.kind !== 'stream') return;
    const stream = known.get(job.id);
    if (stream) Object.assign(stream, { job, due: job.deadline });
    else known.set(job.id, createLiveStream(job));
    // Its session has no use for results any more, and may be large.
    if (job.isOver) delete stream?.follower;
  }

  return {
    get: (id: string): LiveStream | undefined => known.get(id),
    /** What is kept of a job, of whatever kind; that of a stream is from now on in memory. */
    async find(id: string): Promise<Job | undefined> {
      const stream = known.get(id);
      if (stream) return stream.job;
      const job = await store.find(id);
      if (job?.state === 'open') renew(job);
      return job;
    },
    renew,
    /** The job with the deadline that only memory may know. */
    newest(job: OpenJob): OpenJob {
      const due = known.get(job.id)?.due ?? 0;
      return due > job.deadline ? { ...job, deadline: due } : job;
    },
    /** A result has come: the deadline counts from now. */
    async touch(id: string): Promise<void> {
      const stream = known.get(id);
      if (!stream || stream.job.isOver) return;
      stream.due = Math.min(clock.now() + deadline, stream.job.forget);
      if (stream.due - stream.job.deadline < keepEvery) return;
      // Also where the store fails, it is not asked for each result.
      stream.job = { ...stream.job, deadline: stream.due };
      // Another Node-RED may know more: that its session has ended, or was opened again.
      const kept = (await store.find(id)) ?? stream.job;
      if (kept.state !== 'open') return;
      stream.job = kept.isOver ? kept : { ...kept, deadline: stream.due };
      if (!kept.isOver) await store.takeIn(stream.job);
    },
    follow(id: string, follower: (result: unknown) => void): void {
      const stream = known.get(id);
      if (stream) stream.follower = follower;
    },
    connect(id: string): void {
      const stream = known.get(id);
      if (!stream) return;
      stream.sockets += 1;
      stream.hadSocket = true;
    },
    disconnect(id: string): void {
      const stream = known.get(id);
      // Whose connecting failed was not counted.
      if (!stream || stream.sockets === 0) return;
      stream.sockets -= 1;
      stream.hadSocket = true;
    },
    /** Its session has been opened, maybe again: each time Deepgram opens another WebSocket, before or after. */
    expectSocket(id: string): void {
      const stream = known.get(id);
      if (stream) stream.hadSocket = false;
    },
    /** Whether nothing is to come any more: its session has ended, and the WebSocket that it had is closed. */
    isDone({ id, isOver }: OpenJob): boolean {
      const stream = known.get(id);
      return isOver === true && stream?.hadSocket === true && stream.sockets === 0;
    },
    /** Forgets a stream. @returns what was known of it */
    drop(id: string): LiveStream | undefined {
      const stream = known.get(id);
      known.delete(id);
      return stream;
    },
  };
}
