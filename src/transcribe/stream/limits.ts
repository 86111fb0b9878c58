/** What a live session waits for and keeps. Times are ms. */
export interface ListenLimits {
  /** Between KeepAlives where there is no audio. */
  readonly keepAlive: number;
  /** Between pings; two without an answer end a connection. */
  readonly heartbeat: number;
  /** What the answer to a Finalize may take; Deepgram does not promise that it comes. */
  readonly finalize: number;
  /** What a close may take in all: sending what waits, and the last words. */
  readonly closing: number;
  /** A socket that ends sooner, and has told nothing, has been of no use. */
  readonly instant: number;
  /** Without audio for so long nobody is being listened to any more, as far as a status goes. */
  readonly rest: number;
  /** Audio that is sent again when a socket is lost, and that is kept until there is another one. */
  readonly replay: number;
  /** How much faster than it was spoken it may be sent again. */
  readonly replaySpeed: number;
  /** Bytes that may wait to be sent. */
  readonly waiting: number;
  /** Bytes that the network may have before more is given to it. */
  readonly buffered: number;
}

/**
 * Deepgram asks for a KeepAlive every 3 to 5 s, and hangs up after 10 s without one (docs/audio-keep-alive). More
 * than 1.25 times real time is not to be sent (its page on recovering from connection errors). How long is replayed
 * is a choice: so fast, ten seconds are caught up with after forty.
 */
export const LISTEN_LIMITS: ListenLimits = {
  keepAlive: 4000,
  heartbeat: 20_000,
  finalize: 1500,
  closing: 2000,
  instant: 5000,
  rest: 2000,
  replay: 10_000,
  replaySpeed: 1.25,
  waiting: 16 * 1024 * 1024,
  buffered: 256 * 1024,
};
