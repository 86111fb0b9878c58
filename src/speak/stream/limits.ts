import { TEXT_LIMIT } from '../parameters.js';

/** What Deepgram lets one speak socket do, and what this package lets wait in front of it. */
export interface StreamLimits {
  /** Flushes in each `flushWindow` ms. */
  readonly flushes: number;
  readonly flushWindow: number;
  /** Characters of one Speak message. */
  readonly message: number;
  /** Characters in each `characterWindow` ms. */
  readonly characters: number;
  readonly characterWindow: number;
  /** ms after which a socket takes no new text: it is followed by a fresh one. */
  readonly life: number;
  /** Characters that may wait to be spoken in one session: more than that is not said within 20 minutes. */
  readonly waiting: number;
  /** ms of audio that may wait to leave before the next text is given to Deepgram. */
  readonly unheard: number;
}

/**
 * Deepgram's limits of `/v1/speak` as a socket (its page on text-to-speech limits): 20 flushes in 60 s, 2,000
 * characters a message, 2,400 a minute, 60 minutes a socket. `/v2/speak` documents the last one only, and is
 * treated alike. A refused flush was seen to be allowed again after 64 s, hence the longer window.
 */
export const STREAM_LIMITS: StreamLimits = {
  flushes: 20,
  flushWindow: 65_000,
  message: TEXT_LIMIT,
  characters: 2400,
  characterWindow: 61_000,
  life: 55 * 60_000,
  waiting: 48_000,
  unheard: 30_000,
};
