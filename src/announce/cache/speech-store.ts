import type { Kept } from '../announcement.js';

/** What has been taken out of a store. */
export interface Emptied {
  readonly entries: number;
  /** Of audio. */
  readonly bytes: number;
}

/** Is told that a store could not do its work, with the system's name for the reason: `ENOSPC` say. */
export type OnProblem = (errno: string) => void;

/** Where whole audio is kept, the least recently used going first. Only `empty` ever rejects. */
export interface SpeechStore {
  /** Bytes that one audio may have: a quarter of all. */
  readonly limit: number;
  /** Finds audio, and counts that as a use. What is damaged is removed and not found. */
  find(key: string, onProblem: OnProblem): Promise<Kept | undefined>;
  /** Keeps audio; what is larger than `limit` is not kept. */
  keep(key: string, kept: Kept, onProblem: OnProblem): Promise<void>;
  /** Takes out all. @throws what the system says, when it can't */
  empty(): Promise<Emptied>;
}

/** What an entry takes beside its audio, roughly. */
export const OVERHEAD_BYTES = 1024;
