/** A word of a result; times in seconds since the session began. */
export type Word = Readonly<Record<string, unknown>>;

/** One result of a live session. Times are seconds since the session began, whatever sockets there were. */
export interface Heard {
  readonly transcript: string;
  /** It won't change any more. */
  readonly isFinal: boolean;
  /** The speaker has paused. */
  readonly isSpeechFinal: boolean;
  /** It has come because it was asked to. */
  readonly isFinalized: boolean;
  readonly start: number;
  readonly duration: number;
  readonly confidence: number | undefined;
  readonly words: readonly Word[];
  readonly channel: number;
  readonly channels: number;
  readonly language: string | undefined;
  readonly speaker: number | undefined;
  /** Flux only: the how-manyeth turn, and what has happened to it. */
  readonly turn?: number;
  readonly event?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads a `Results` message of `/v1/listen`. @param offset - seconds before its socket's first audio */
export function readResults(message: Fields, offset: number): Heard {
  const alternative = firstOf(objectIn(message.channel).alternatives);
  const words = shifted(alternative.words, offset);
  const [channel = 0, channels = 1] = numbersIn(message.channel_index);
  const languages = alternative.languages;
  return {
    transcript: textIn(alternative.transcript),
    isFinal: message.is_final === true,
    isSpeechFinal: message.speech_final === true,
    isFinalized: message.from_finalize === true,
    start: numberIn(message.start) + offset,
    duration: numberIn(message.duration),
    confidence: optionalNumber(alternative.confidence),
    words,
    channel,
    channels,
    language: Array.isArray(languages) ? optionalText(languages[0]) : undefined,
    speaker: optionalNumber(words[0]?.speaker),
  };
}

/** Reads a `TurnInfo` message of `/v2/listen`: it tells the whole turn so far. */
export function readTurn(message: Fields, offset: number): Heard {
  const start = numberIn(message.audio_window_start);
  const event = textIn(message.event);
  const languages = message.languages;
  const isEnd = event === 'EndOfTurn';
  return {
    transcript: textIn(message.transcript),
    isFinal: isEnd,
    isSpeechFinal: isEnd,
    isFinalized: message.trigger === 'manual',
    start: start + offset,
    duration: Math.max(0, numberIn(message.audio_window_end) - start),
    confidence: optionalNumber(message.end_of_turn_confidence),
    words: shifted(message.words, offset),
    channel: 0,
    channels: 1,
    language: Array.isArray(languages) ? optionalText(languages[0]) : undefined,
    speaker: undefined,
    turn: numberIn(message.turn_index),
    event,
  };
}

/** Words with their times; the same objects where nothing is to be added. */
function shifted(words: unknown, offset: number): Word[] {
  const all = Array.isArray(words) ? (words as Word[]) : [];
  if (offset === 0) return all;
  return all.map((word) => ({
    ...word,
    ...(typeof word.start === 'number' && { start: word.start + offset }),
    ...(typeof word.end === 'number' && { end: word.end + offset }),
  }));
}

function objectIn(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function firstOf(value: unknown): Fields {
  return Array.isArray(value) ? objectIn(value[0]) : {};
}

function numbersIn(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}

function numberIn(value: unknown): number {
  return optionalNumber(value) ?? 0;
}

function optionalNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function textIn(value: unknown): string {
  return optionalText(value) ?? '';
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
