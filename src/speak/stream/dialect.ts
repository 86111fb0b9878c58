import type { SpeakVersion } from '../parameters.js';

/** What a message from Deepgram means for the utterance that is being spoken. */
export type Meaning =
  /** All of its audio has been sent. */
  | 'spoken'
  /** What was asked for before a clear is over. */
  | 'cleared'
  /** Its flush was refused; the text waits at Deepgram. */
  | 'refused'
  /** The session is over; a close frame follows. */
  | 'failed'
  /** Nothing. */
  | 'other';

/** One of Deepgram's two ways to be spoken to over a socket. */
export interface Dialect {
  readonly flush: object;
  readonly clear: object;
  meaningOf(message: Readonly<Record<string, unknown>>): Meaning;
}

/** The same in both. */
export const CLOSE = { type: 'Close' } as const;
export const speakMessage = (text: string) => ({ type: 'Speak', text });

/** `wss /v1/speak`: each flush is answered, by `Flushed` or by a warning. */
const AURA: Dialect = {
  flush: { type: 'Flush' },
  clear: { type: 'Clear' },
  meaningOf(message) {
    const { type } = message;
    if (type === 'Flushed') return 'spoken';
    if (type === 'Cleared') return 'cleared';
    if (type === 'Warning' && codeOf(message) === 'EXCESSIVE_FLUSH') return 'refused';
    // In no specification, but seen (livekit/agents#5719).
    return type === 'Error' ? 'failed' : 'other';
  },
};

/** `wss /v2/speak`: a flush ends a turn, whose last message is `SpeechMetadata`; `Flushed` may come before it. */
const FLUX: Dialect = {
  flush: { type: 'Flush' },
  clear: { type: 'Interrupt' },
  meaningOf(message) {
    const { type } = message;
    if (type === 'SpeechMetadata') return 'spoken';
    if (type === 'SpeechInterrupted') return 'cleared';
    if (type === 'Error') return 'failed';
    if (type !== 'Warning') return 'other';
    const code = codeOf(message);
    // Interrupted before there was a sound: no SpeechInterrupted comes.
    if (code === 'NO_ACTIVE_SPEECH' || code === 'NO_AUDIO_GENERATED') return 'cleared';
    return code === 'NO_SYNTHESIZABLE_TEXT' ? 'spoken' : 'other';
  },
};

export function dialectOf(version: SpeakVersion): Dialect {
  return version === 'v1' ? AURA : FLUX;
}

/** The wire says `warn_code` where Deepgram's specification says `code` (deepgram-python-sdk#617). */
function codeOf({ warn_code, code }: Readonly<Record<string, unknown>>): unknown {
  return warn_code ?? code;
}
