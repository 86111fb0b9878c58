import { arrivals } from '../node-red/arrivals.js';
import { sends } from '../node-red/watch-sends.js';

/** What the process of a receiver has come to. */
export interface Tally {
  /** User and system time of the whole process, garbage collection included. */
  readonly cpuMs: number;
  /** Results that have come to the end of a flow. */
  readonly arrivals: number;
  /** What nodes have sent and what was cloned, since somebody watches. */
  readonly messages: number;
  readonly clones: number;
}

export function readTally(): Tally {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, arrivals, ...sends };
}
