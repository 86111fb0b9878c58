import type { EndedJob, Job } from './job.js';

/**
 * Where jobs are kept. All that is asked of a store; one that several Node-REDs share and whose `settle` is
 * atomic makes a job settle exactly once among them. Rejections mean that the store has failed.
 */
export interface JobStore {
  /** Takes a job in, or puts a newer state in the place of what is kept. */
  takeIn(job: Job): Promise<void>;
  find(id: string): Promise<Job | undefined>;
  /**
   * Ends a job: puts `end` in the place of what is kept, unless that has got as far already (open, missed,
   * settled).
   *
   * @returns true for whoever ended it
   */
  settle(end: EndedJob): Promise<boolean>;
  /** All jobs that are kept, but those whose ids are known already. */
  list(known: (id: string) => boolean): Promise<Job[]>;
  /** Drops what is kept of jobs. */
  forget(ids: readonly string[]): Promise<void>;
}
