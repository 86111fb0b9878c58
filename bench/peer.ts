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

/** Something that talks over sockets, one for each conversation. */
export interface Talker {
  open(): Promise<Conversation>;
}

export interface Conversation {
  /**
   * Has the one text spoken that all speak. Resolves when all of it has come.
   *
   * @param onAudio - to be called with each piece of audio, when a user of this way would have it in hand
   */
  turn(onAudio: (audio: Buffer) => void): Promise<void>;
  /** Resolves when the socket is closed, as far as a user of this way can know. */
  close(): Promise<void>;
}

/** Something that hears live audio over sockets, one for each session. */
export interface Hearer {
  /**
   * Begins a session. Its socket may be opened by its first audio only.
   *
   * @param onResult - to be called with each transcript, when a user of this way would have it in hand
   */
  listen(onResult: (transcript: string) => void, onError: (error: Error) => void): Promise<Hearing>;
}

export interface Hearing {
  hear(audio: Buffer): void;
  /** Resolves when the socket is closed, as far as a user of this way can know. */
  close(): Promise<void>;
}

/** One way to get the work done, to take deliveries, to talk, or to hear, in a process of its own: what each file in `peers/` exports as `peer`. */
export interface Peer {
  /** What it is called in the tables. */
  readonly title: string;
  /** @param url - the server's base URL */
  open(url: string): Promise<Work | Receiver | Talker | Hearer>;
}
