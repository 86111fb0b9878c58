/** How a server answers a flush: with audio, then `Flushed`. */
export interface Turn {
  readonly frames: number;
  readonly frameBytes: number;
  /** ms from frame to frame, each stamped with when it was sent; absent: as fast as it goes, and not stamped. */
  readonly frameMs?: number;
  /** All frames in one piece. */
  readonly isBurst?: boolean;
}

/** A sentence of five seconds, a frame for each tenth of one. */
export const SENTENCE: Turn = { frames: 50, frameBytes: 4800 };

/**
 * The same in one piece. Frame by frame, as Deepgram sends, the server's own work sets the pace of a peer that does
 * next to nothing; and who is slow reads more at once, and so pays less for reading. A burst costs the server nothing
 * and is read in large pieces by all: what differs then is what the peers do with a frame.
 */
export const BURST: Turn = { ...SENTENCE, isBurst: true };

/** Bytes of audio that a turn brings. */
export function bytesOf({ frames, frameBytes }: Turn): number {
  return frames * frameBytes;
}

/**
 * Turns that one socket takes. Deepgram lets it speak 20 times a minute, and deepgram-speak-stream makes the second
 * half of that last for the rest of the minute: beyond ten turns (1,900 of the 2,400 characters) one would measure
 * how it waits. So sockets are new for every ten turns, those of all peers that can open some; opening them is not measured.
 */
export const TURNS = 10;
