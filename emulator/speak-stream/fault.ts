/**
 * What goes wrong with what is spoken over a socket: with the next flush or turn, or so many of them. The end of a
 * turn of `/v2/speak` is `SpeechMetadata`; what is said here of `Flushed` and of `Clear` goes for it and for
 * `Interrupt` there.
 */
export type SpeechFault =
  /** Audio stops after so many bytes, or never comes; nor does what follows it, until it is released. */
  | { kind: 'speech-silence'; afterBytes?: number }
  /** `Flushed` never comes; what was flushed later goes on. */
  | { kind: 'speech-no-flushed' }
  /** `Flushed` comes late: so many milliseconds, or, without `ms`, when it is released. */
  | { kind: 'speech-flushed-late'; ms?: number }
  /** `Flushed` comes before the last messages of its audio; before the last one unless said otherwise. */
  | { kind: 'speech-flushed-early'; frames?: number }
  /** So many messages of audio that was cut are still on their way; as a rule two. */
  | { kind: 'speech-after-clear'; frames: number }
  /** Messages have odd lengths, so that samples of 16 bits lie across two of them. */
  | { kind: 'speech-half-samples' }
  /** So many bytes a second at most. */
  | { kind: 'speech-slow'; bytesPerSecond: number }
  /** `Flush` is refused, as if there had been too many; `/v1/speak` only. */
  | { kind: 'speech-excessive-flush' };
