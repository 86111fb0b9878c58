import type { OpenJob } from './job.js';
import { createRemembered, type Remembered } from './remembered.js';

/** A delivery that may come again. */
export interface Known {
  /** How often it has come. */
  readonly times: number;
  readonly isSettled: boolean;
  /** What was made of it; there until it is settled, so that it is made once. */
  readonly made?: Slot;
}

/** A place where whoever takes results keeps what only that one understands. */
export interface Slot {
  value?: unknown;
}

/** What is kept in memory of a live stream whose results are delivered, as long as its job is open. */
export interface LiveStream {
  /** Its job, as it was kept last: a store is not asked for each result. */
  job: OpenJob;
  /** ms since the epoch after which it has failed; the store may not know it yet. */
  due: number;
  /** Results that have come: a delivery whose answer was lost comes again. */
  readonly known: Remembered<Known>;
  /** For whoever takes its results. */
  readonly memory: Slot;
  /** WebSockets over which its results come. */
  sockets: number;
  /** It has had one since its session was opened last, or had one then that has been closed since. */
  hadSocket: boolean;
  /** It was told that something can't be read. */
  isUnreadable: boolean;
  /** Told of each result: the session whose stream it is. */
  follower?: (result: unknown) => void;
}

/** The live streams of an endpoint, by their jobs' ids. They outlive its deploys. */
export type LiveStreams = Map<string, LiveStream>;

/** How many results of a stream are remembered; with interim ones that is some minutes, and Deepgram tries for five. */
const KNOWN_LIMIT = 1500;

/** Begins to keep a stream in memory. */
export function createLiveStream(job: OpenJob): LiveStream {
  return {
    ...{ job, due: job.deadline, known: createRemembered<Known>(KNOWN_LIMIT), memory: {} },
    ...{ sockets: 0, hadSocket: false, isUnreadable: false },
  };
}
