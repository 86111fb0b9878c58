/** What a speak socket may do; each number is Deepgram's where it is published. */
export interface SpeakStreamLimits {
  /** In one `Speak`, in code points. */
  readonly charactersPerMessage: number;
  /** Of all `Speak` messages within `characterWindowMs`. Not on `/v2/speak`. */
  readonly characters: number;
  readonly characterWindowMs: number;
  /** How many times `Flush` is obeyed within `flushWindowMs`. Not on `/v2/speak`. */
  readonly flushes: number;
  readonly flushWindowMs: number;
  /** From the handshake on, even if it is busy. */
  readonly lifeMs: number;
  /** Without a message on `/v1/speak`, where no limit is published: none. */
  readonly idleMs: number;
  /** Without a message, ping or pong on `/v2/speak`. */
  readonly idleFluxMs: number;
  /** Of one message, in bytes. */
  readonly messageBytes: number;
}

/** How audio comes; as fast as it is made where nothing is said. */
export interface StreamPace {
  /** How much audio is in a message, in milliseconds; of different lengths where it is left out. */
  readonly chunkMs?: number;
  /** How many times faster than it is heard it comes at most. */
  readonly realTimeFactor?: number;
  /** From a flush to its first audio at least, in milliseconds. Measured by others: some 140 on `/v1/speak`. */
  readonly firstMs?: number;
}

/** How the speak sockets behave; what is left out is as Deepgram does it, where that is known. */
export interface SpeakStreamOptions {
  readonly limits?: Partial<SpeakStreamLimits>;
  readonly stream?: StreamPace;
  /**
   * How a Warning of `/v1/speak` is spelled: as it is on the wire (`warn_code`, `warn_msg`; deepgram-python-sdk
   * #617), or as the specification has it (`code`, `description`).
   */
  readonly warnings?: 'wire' | 'specification';
  /**
   * When a refused Flush is told: when its turn comes, so that answers are in the order of the flushes, or at
   * once, before what is still being spoken. Not published; the first one is what others have built upon.
   */
  readonly refusals?: 'in turn' | 'at once';
  /** What `Close` on `/v1/speak` does: speak what is there (specification), or end at once (documentation). */
  readonly close?: 'flush' | 'at once';
  /**
   * What `Interrupt` on `/v2/speak` ends: the active turn only, so that turns flushed behind it are still spoken,
   * or those as well. Documented is that it "cancels the active turn", not what becomes of the others.
   */
  readonly interrupt?: 'active' | 'all';
  /** How many messages of audio that was cut are on their way before `Cleared` or `SpeechInterrupted`. */
  readonly audioAfterClear?: number;
}

/** docs/tts-ws-flush, docs/tts-troubleshooting-websocket-net-and-data-errors, docs/flux-tts. */
export const LIMITS: SpeakStreamLimits = {
  charactersPerMessage: 2000,
  characters: 2400,
  characterWindowMs: 60_000,
  // "The allowance was back some 64 s later" was measured as well, by one who did not say after what.
  flushes: 20,
  flushWindowMs: 60_000,
  lifeMs: 3_600_000,
  idleMs: Number.POSITIVE_INFINITY,
  idleFluxMs: 60_000,
  // The documentation sends one to the limit of a request's body, "2 MB".
  messageBytes: 2_000_000,
};

/** Frames "already on the wire" are documented, how many is not. */
export const AUDIO_AFTER_CLEAR = 2;
