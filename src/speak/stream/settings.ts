import type { DeepgramError } from '../../client/errors.js';
import type { Connecting, Trouble } from '../../client/reconnect.js';
import type { FlushMode } from './intake.js';
import type { StreamLimits } from './limits.js';
import type { Input } from './share.js';
import type { Piece } from './utterance.js';

/** What a session is doing, for a status. */
export type SessionState =
  | Connecting
  | { state: 'idle' | 'connected' | 'speaking' }
  | { state: 'failed'; error: DeepgramError };

/** How a session speaks, and who is told. */
export interface SessionSettings<Message extends Input> {
  readonly flush: FlushMode;
  /** ms without new text after which an unfinished sentence is spoken. */
  readonly pause: number;
  /** ms of audio in each piece; 0: as it comes. */
  readonly frame: number;
  /** ms of audio that may leave ahead of real time; undefined: as fast as it comes. */
  readonly ahead: number | undefined;
  /** Whether each utterance begins with a WAV header. */
  readonly hasHeader: boolean;
  /** ms without work after which the socket is closed. */
  readonly idle: number;
  readonly limits: StreamLimits;
  /** What is known of the trouble with the server; sessions of one node share it. */
  readonly trouble?: Trouble;
  /** True for messages whose audio may go the same way. */
  isAlike(one: Message, other: Message): boolean;
  onPiece(piece: Piece<Message>): void;
  /** A message of Deepgram's by its type, or one of ours: `open`, `close`, `reply-end`. */
  onEvent(type: string, payload: unknown): void;
  onState(state: SessionState): void;
  /** Nothing is left of the session: no text, no audio, no socket. */
  onOver(): void;
}
