import type { Run } from './runs.js';
import type { Input } from './share.js';
import type { StreamWish } from './wish.js';

/** A piece of text that is spoken in one go. */
export interface Utterance<Message extends Input = Input> {
  /** Counts from 1 in a session. */
  readonly serial: number;
  readonly wish: StreamWish;
  readonly runs: readonly Run<Message>[];
}

/** Where an utterance is on its way out. */
export interface Outgoing<Message extends Input = Input> {
  readonly utterance: Utterance<Message>;
  readonly requestId: string | undefined;
  /** When it was said, as `performance.now()` counts. */
  readonly saidAt: number;
  /** ms from then to its first audio. */
  firstByteMs: number | undefined;
  /** How many pieces have left. */
  index: number;
  hasEnded: boolean;
}

/** A piece of an utterance's audio. */
export interface Piece<Message extends Input = Input> {
  readonly outgoing: Outgoing<Message>;
  readonly audio: Buffer;
  readonly index: number;
  readonly isLast: boolean;
  /** It was cut short. */
  readonly isCleared: boolean;
}

/** UTF-16 code units of its text. */
export function lengthOf({ runs }: Pick<Utterance, 'runs'>): number {
  return runs.reduce((sum, { text }) => sum + text.length, 0);
}
