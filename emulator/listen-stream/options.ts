/** What a listen socket may do; each number is Deepgram's where it is published. */
export interface ListenStreamLimits {
  /** Without audio or a text message: documented are 10 seconds, the hosted timer was once 12 (changelog 2024/4/26). */
  readonly idleMs: number;
  /** Until the first audio; KeepAlive does not count. */
  readonly firstAudioMs: number;
  /** From an update of keyterms that is too long for `/v1/listen` to the end (changelog, correction of October 2026). */
  readonly stuckMs: number;
  /** Until the WebSocket of a callback is open; not published. */
  readonly callbackMs: number;
}

/** How the listen sockets behave; what is left out is as Deepgram does it, where that is known. */
export interface ListenStreamOptions {
  readonly limits?: Partial<ListenStreamLimits>;
  /**
   * What a socket of `/v1/listen` that never got audio is closed with: as one that is idle, or with
   * `no_audio_timeout (NET-0002)`, as self-hosted ones do since 2026-07-14 (changelog).
   */
  readonly firstAudio?: 'NET-0001' | 'NET-0002';
  /** Whether `Finalize` is answered with `from_finalize`: "usually", says the documentation. */
  readonly finalize?: 'answered' | 'silent';
  /**
   * `last_word_end` of an UtteranceEnd behind a `speech_final`: that of the last word, as it was captured on
   * 2026-09-07, or -1, as it is documented.
   */
  readonly utteranceEnd?: 'last word' | '-1';
  /** `false`: ForceEndTurn is no message this deployment knows; it needs enabling (@deepgram/sdk 5.13). */
  readonly forceEndTurn?: boolean;
  /** Where results go when there is a `callback`; what the client still gets is not published. */
  readonly results?: 'callback' | 'both';
  /**
   * What becomes of the stream when the WebSocket of its callback is lost: documented is that it is killed, not
   * with which code. Here it is 1011.
   */
  readonly lostCallback?: 'kill' | 'ignore';
}

/** docs/audio-keep-alive, docs/stt-troubleshooting-websocket-data-and-net-errors. */
export const LIMITS: ListenStreamLimits = {
  idleMs: 10_000,
  firstAudioMs: 10_000,
  stuckMs: 30_000,
  callbackMs: 10_000,
};
