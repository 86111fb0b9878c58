/**
 * Does one unit of work: speaks one text, say.
 *
 * @param onResult - to be called with the bytes, or the characters, of each result, when a user of this way would have it in hand
 * @param input - what to do it with: the path of a recording. Without it, the one text that all speak
 * @returns a promise that resolves after the last result
 */
export type Work = (onResult: (bytes: number) => void, input?: string) => Promise<void>;

/** Something that deliveries are sent to. Its load is made by a sender, not by itself. */
export interface Receiver {
  /** Of its server, without a path. */
  readonly origin: string;
}

/** One way to get the work done, or to take deliveries, in a process of its own: what each file in `peers/` exports as `peer`. */
export interface Peer {
  /** What it is called in the tables. */
  readonly title: string;
  /** @param url - the server's base URL */
  open(url: string): Promise<Work | Receiver>;
}
