import type { ServerMessage } from '../socket/line.js';
import { sessionMetadata, type TurnMetadata } from './turn-messages.js';

/** What a session has come to. */
export interface SessionTotals {
  /** How long the audio of the session is, in milliseconds; an interrupt sets it back to what was heard. */
  audioMs(): number;
  /** How far the last interrupt was heard, in milliseconds of the session. */
  established(): number;
  /** Adds a turn, of which so much was heard, in milliseconds. */
  add(metadata: TurnMetadata, heardMs: number): void;
  /** An interrupt was heard so far; so far as there was audio where the client has not said. */
  interrupted(offsetMs: number | undefined): void;
  /** The last word of the session. */
  message(): ServerMessage;
}

export function createTotals(): SessionTotals {
  let audioMs = 0;
  let established = 0;
  let characters = 0;
  let billable = 0;
  return {
    audioMs: () => audioMs,
    established: () => established,
    add: (metadata, heardMs) => {
      audioMs += heardMs;
      characters += metadata.input_character_count;
      billable += metadata.billable_character_count;
    },
    interrupted: (offsetMs) => {
      audioMs = offsetMs ?? audioMs;
      established = audioMs;
    },
    message: () => sessionMetadata(audioMs, characters, billable),
  };
}
