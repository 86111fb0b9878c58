/** How all sockets behave; what is left out is as Deepgram does it, where that is known. */
export interface SocketOptions {
  /**
   * The clock of windows, lifetimes and idle times: with a `speed` of 60 an hour is a minute. It does not
   * change how fast audio comes.
   */
  readonly clock?: { readonly speed?: number };
  /** Accepts permessage-deflate where a client offers it; Deepgram was not seen to. */
  readonly deflate?: boolean;
  /** `false`: the audio that was sent, by either side, is not kept in the record, only counted. */
  readonly keepAudio?: boolean;
}
