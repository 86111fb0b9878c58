import type { Clock } from '../client/clock.js';
import type { Turns } from './in-turn.js';
import type { EndedJob, Job, OpenJob } from './job.js';
import type { StreamJobs } from './stream-jobs.js';
import type { JobTicket } from './token.js';

/** What becomes of the job of a live stream, besides its results. */
export interface StreamLife {
  /** Its session has ended: the job is settled when the last results are here, and never missed. */
  finish(id: string): Promise<void>;
  /** From now on tells whoever holds its session of each of its results. */
  follow(id: string, follower: (result: unknown) => void): Promise<void>;
  /** A WebSocket brings its results. @returns false where its job is settled: nothing is awaited */
  connect(ticket: JobTicket): Promise<boolean>;
  /**
   * That WebSocket is gone.
   *
   * @param onLost - called where more results were to come; in the job's turn
   */
  disconnect(id: string, onLost: (job: OpenJob) => void): Promise<void>;
}

/** What it needs of the jobs. */
export interface StreamLifeSettings {
  readonly turns: Turns;
  readonly streams: StreamJobs;
  readonly clock: Clock;
  /** ms. */
  readonly deadline: number;
  /** Ends a job. */
  end(job: Job, state: EndedJob['state']): Promise<boolean>;
  /** Puts a newer state in the place of what is kept of a job. */
  renew(job: OpenJob): Promise<void>;
}

/** How long after its session a stream's last results may come: Deepgram tries for five minutes. */
const AFTER_END_MS = 10 * 60_000;

/** Looks after the jobs of live streams. */
export function createStreamLife({
  turns,
  streams,
  clock,
  deadline,
  end,
  renew,
}: StreamLifeSettings): StreamLife {
  return {
    finish(id) {
      return turns.take(id, async () => {
        const job = await streams.find(id);
        if (job?.state !== 'open') return;
        const over = { ...job, isOver: true, deadline: clock.now() + Math.min(deadline, AFTER_END_MS) };
        // Over a WebSocket everything has come when that is closed; requests may be tried again for minutes.
        if (streams.isDone(over)) await end(over, 'settled');
        else await renew(over);
      });
    },

    follow(id, follower) {
      return turns.take(id, async () => {
        await streams.find(id);
        streams.follow(id, follower);
      });
    },

    connect({ id }) {
      return turns.take(id, async () => {
        const job = await streams.find(id);
        streams.connect(id);
        return job?.state !== 'settled';
      });
    },

    disconnect(id, onLost) {
      return turns.take(id, async () => {
        streams.disconnect(id);
        const job = await streams.find(id);
        if (job?.state !== 'open') return;
        if (streams.isDone(job)) await end(job, 'settled');
        else if (!job.isOver) onLost(job);
      });
    },
  };
}
