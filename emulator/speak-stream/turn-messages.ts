import type { ServerMessage } from '../socket/line.js';
import { splitText, type Turn } from './turn.js';

/** What a turn cost and how long it was: `SpeechMetadata`, and inside of `SpeechInterrupted`. */
export interface TurnMetadata {
  readonly speech_id: string;
  readonly audio_duration_ms: number;
  readonly input_character_count: number;
  readonly billable_character_count: number;
  readonly controls_applied: object;
}

export function metadataOf(turn: Turn, durationMs: number): TurnMetadata {
  return {
    speech_id: turn.id,
    audio_duration_ms: Math.round(durationMs),
    input_character_count: turn.characters,
    billable_character_count: [...turn.text].length,
    controls_applied: {
      pronunciations_applied: turn.pronunciations,
      breaks_applied: 0,
      pronunciation_warnings: 0,
    },
  };
}

/** How far an interrupted turn was heard. */
export interface Heard {
  /** From the start of the session, in milliseconds. */
  readonly playedMs: number;
  /** The client has said it; else it is what the server has generated. */
  readonly isKnown: boolean;
  /** Where in the turn's audio it was, in bytes. */
  readonly atBytes: number;
}

/** What an `Interrupt` is answered with; the text is divided only where the client has said what was heard. */
export function speechInterrupted(turn: Turn, metadata: TurnMetadata, heard: Heard): ServerMessage {
  const { playedMs, isKnown, atBytes } = heard;
  const [spoken, remaining] = splitText(turn, atBytes);
  return {
    type: 'SpeechInterrupted',
    audio_played_ms: Math.round(playedMs),
    ...(isKnown ? { text_spoken: spoken, text_remaining: remaining } : {}),
    metadata,
  };
}

/** The last word of a session. */
export function sessionMetadata(audioMs: number, characters: number, billable: number): ServerMessage {
  return {
    type: 'SessionMetadata',
    total_audio_duration_ms: Math.round(audioMs),
    total_input_character_count: characters,
    total_billable_character_count: billable,
  };
}

/** The text of the first one is documented, the others are ours. */
const warnings = {
  NO_ACTIVE_SPEECH: 'There is no active turn. The request will be ignored.',
  NO_SYNTHESIZABLE_TEXT: 'The text of the turn has nothing that can be spoken.',
  INPUT_MARKUP_STRIPPED: 'Markup was removed from the text.',
  NO_AUDIO_GENERATED: 'No audio has been generated yet. The interrupt will be ignored.',
  INTERRUPT_IN_PROGRESS: 'An earlier interrupt is still being processed. The interrupt will be ignored.',
  INVALID_INTERRUPT_OFFSET:
    'The offset does not advance past the previous one. The interrupt will be ignored.',
} as const;

export function warningOf(code: keyof typeof warnings): ServerMessage {
  return { type: 'Warning', code, description: warnings[code] };
}
