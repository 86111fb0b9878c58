/** What goes wrong while a large body is being sent. Times are in milliseconds, lengths in bytes of the body. */
export type UploadFault =
  /** Answers with an error (400 unless said otherwise) after so much of it, reads no more and hangs up. */
  | { kind: 'upload-refused'; afterBytes: number; status?: number }
  /** Takes `bytes` at a time and waits `ms` after each; the client has to wait as well. */
  | { kind: 'upload-slow'; bytes: number; ms: number }
  /** Reads no more after so much of it, until it is released. */
  | { kind: 'upload-stalled'; afterBytes: number }
  /** Ends the connection with a TCP RST after so much of it. */
  | { kind: 'upload-reset'; afterBytes: number };
