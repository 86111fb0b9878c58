import type { Told } from '../../client/told.js';
import type { SpeakVersion } from '../parameters.js';

/** What a message from Deepgram means for the utterance that is being spoken. */
export type Meaning =
  /** All of its audio has been sent. */
  | 'spoken'
  /** It has no sound; that it is over is told by another message, or by none. */
  | 'soundless'
  /** What was asked for before a clear is over. */
  | 'cleared'
  /** A clear was not obeyed: audio may still come. */
  | 'uncleared'
  /** Its flush was refused; the text waits at Deepgram. */
  | 'refused'
  /** The session is over; a close frame follows. */
  | 'failed'
  /** Nothing. */
  | 'other';

/** One socket's conversation, in one of Deepgram's two ways to have it. */
export interface Dialect {
  readonly flush: object;
  readonly clear: object;
  /** Whether audio is told apart by turns; else some may come behind its end. */
  readonly hasTurns: boolean;
  /** A text has been said. */
  begin(): void;
  /** Whether audio is that of the text that was said last. */
  hasBegun(): boolean;
  meaningOf(message: Told): Meaning;
}

/** The same in both. */
export const CLOSE = { type: 'Close' } as const;
export const speakMessage = (text: string) => ({ type: 'Speak', text });

/** `wss /v1/speak`: each flush is answered, by `Flushed` or by a warning. */
function openAura(): Dialect {
  return {
    flush: { type: 'Flush' },
    clear: { type: 'Clear' },
    hasTurns: false,
    begin: () => undefined,
    hasBegun: () => true,
    meaningOf(message) {
      const { type } = message;
      if (type === 'Flushed') return 'spoken';
      if (type === 'Cleared') return 'cleared';
      if (type === 'Warning' && codeOf(message) === 'EXCESSIVE_FLUSH') return 'refused';
      // In no specification, but seen (livekit/agents#5719).
      return type === 'Error' ? 'failed' : 'other';
    },
  };
}

/**
 * `wss /v2/speak`: a flush ends a turn. Its audio comes between `SpeechStarted` and `SpeechMetadata`, which have the
 * same id; `Flushed` may come before the last of it (developers.deepgram.com/docs/flux-tts/server-messages).
 */
function openFlux(): Dialect {
  let turn: unknown;
  let isSoundless = false;

  function meaningOfWarning(message: Told): Meaning {
    switch (codeOf(message)) {
      case 'NO_SYNTHESIZABLE_TEXT':
        isSoundless = true;
        return 'soundless';
      // Interrupted when all was generated: nothing more comes. Before the turn has begun, it has still to come.
      case 'NO_ACTIVE_SPEECH':
        return turn === undefined ? 'uncleared' : 'cleared';
      // "The interrupt will be ignored."
      case 'NO_AUDIO_GENERATED':
        return 'uncleared';
      default:
        return 'other';
    }
  }

  return {
    flush: { type: 'Flush' },
    clear: { type: 'Interrupt' },
    hasTurns: true,
    begin() {
      turn = undefined;
      isSoundless = false;
    },
    hasBegun: () => turn !== undefined,
    meaningOf(message) {
      const { type, speech_id } = message;
      switch (type) {
        case 'SpeechStarted':
          turn ??= speech_id ?? 'untold';
          return 'other';
        case 'SpeechMetadata':
          if (turn === undefined) return isSoundless ? 'spoken' : 'other';
          return speech_id === undefined || speech_id === turn ? 'spoken' : 'other';
        case 'SpeechInterrupted':
          return 'cleared';
        case 'Error':
          return 'failed';
        default:
          return type === 'Warning' ? meaningOfWarning(message) : 'other';
      }
    },
  };
}

/** Begins a conversation. */
export function openDialect(version: SpeakVersion): Dialect {
  return version === 'v1' ? openAura() : openFlux();
}

/** The wire says `warn_code` where Deepgram's specification says `code` (deepgram-python-sdk#617). */
function codeOf({ warn_code, code }: Told): unknown {
  return warn_code ?? code;
}
