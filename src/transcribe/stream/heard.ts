import { inSession, type Origin } from './origin.js';

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

/** More channels than Deepgram takes; something is kept of each. */
const MOST_CHANNELS = 100;

type Fields = Readonly<Record<string, unknown>>;

/** Reads a `Results` message of `/v1/listen`. */
export function readResults(message: Fields, origin: Origin): Heard {
  const alternative = inSession(firstOf(objectIn(message.channel).alternatives), origin);
  const words = wordsIn(alternative.words);
  const [index = 0, count = 1] = numbersIn(message.channel_index);
  const channels = within(1, count, MOST_CHANNELS);
  const languages = alternative.languages;
  return {
    transcript: textIn(alternative.transcript),
    isFinal: message.is_final === true,
    isSpeechFinal: message.speech_final === true,
    isFinalized: message.from_finalize === true,
    start: numberIn(message.start) + origin.seconds,
    duration: numberIn(message.duration),
    confidence: optionalNumber(alternative.confidence),
    words,
    channel: within(0, index, channels - 1),
    channels,
    language: Array.isArray(languages) ? optionalText(languages[0]) : undefined,
    speaker: optionalNumber(words[0]?.speaker),
  };
}

/** Reads a `TurnInfo` message of `/v2/listen`, which tells the whole turn so far; its times are the session's. */
export function readTurn(message: Fields): Heard {
  const start = numberIn(message.audio_window_start);
  const event = textIn(message.event);
  const languages = message.languages;
  const isEnd = event === 'EndOfTurn';
  return {
    transcript: textIn(message.transcript),
    isFinal: isEnd,
    isSpeechFinal: isEnd,
    isFinalized: message.trigger === 'manual',
    start,
    duration: Math.max(0, numberIn(message.audio_window_end) - start),
    confidence: optionalNumber(message.end_of_turn_confidence),
    words: wordsIn(message.words),
    channel: 0,
    channels: 1,
    language: Array.isArray(languages) ? optionalText(languages[0]) : undefined,
    speaker: undefined,
    turn: numberIn(message.turn_index),
    event,
  };
}

function wordsIn(value: unknown): Word[] {
  return Array.isArray(value) ? value.map(objectIn) : [];
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

function within(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, Math.trunc(value) || 0));
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
