import type { DeepgramError } from '../../client/errors.js';
import type { Connecting, Trouble } from '../../client/reconnect.js';
import type { Emit } from '../needs-live.js';
import type { ListenLimits } from './limits.js';
import type { Outcome } from './utterances.js';

/** What a session is doing, for a status. */
export type SessionState =
  | Connecting
  | { state: 'idle' | 'connected' | 'listening' }
  | { state: 'failed'; error: DeepgramError };

/** How a session listens, and who is told. */
export interface ListenSettings {
  readonly emit: Emit;
  /** ms without audio after which the stream is ended. */
  readonly idle: number;
  /** What differs from LISTEN_LIMITS. */
  readonly limits?: Partial<ListenLimits>;
  /** What is known of the trouble with the server, where other sessions share it. */
  readonly trouble?: Trouble;
  /** A socket is open. @param origin - seconds of the session before its first audio */
  onOpen?(requestId: string | undefined, origin: number): void;
  onOutcome(outcome: Outcome, requestId: string | undefined): void;
  /**
   * A message of Deepgram's by its type, or one of ours: `open`, `close` (`{ code, reason, idle? }`), `Warning`
   * (`{ gapMs, droppedBytes }` after a reconnection, or where a close came before all was sent).
   */
  onEvent(type: string, payload: unknown): void;
  /** The stream is lost for good, with nobody's message at hand to fail. */
  onError(error: DeepgramError): void;
  onState(state: SessionState): void;
  /** Nothing is left of the session; not told after `end`. */
  onOver(): void;
}
