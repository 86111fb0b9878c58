/** Where receivers take deliveries, below their origin. */
export const PATH = '/deepgram/callback';
/** Where the second one takes them, in a process that has two. */
export const SECOND_PATH = '/second/callback';

/** The proof that deliveries carry which are no job's. Receivers that ask for none get it as well. */
export const CREDENTIALS = { username: 'bench', password: 'a-password-for-the-benchmark' } as const;

/** What can be delivered: see `sender/body.ts`. */
export type BodyKind = 'transcript' | 'shortTranscript' | 'audio';

/** What a sender is to deliver. It ends at whichever comes first: the count, the time, or the last token. */
export interface Deliveries {
  readonly origin: string;
  /** Each delivery goes to one of them, by chance. */
  readonly paths: readonly string[];
  readonly body: BodyKind;
  /** Kept alive; each has one delivery on its way. */
  readonly connections: number;
  readonly count?: number;
  readonly seconds?: number;
  /** Tokens of jobs, one for each delivery; without them deliveries are nobody's job. */
  readonly tokens?: readonly string[];
}

/** What was delivered; all of it was answered with 200. */
export interface Sent {
  readonly count: number;
  readonly ms: number;
  /** By path: 99 of 100 deliveries were answered so soon, from their first byte to the answer's last. */
  readonly p99Ms: Readonly<Record<string, number>>;
}
