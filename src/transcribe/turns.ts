import type { Answer, Channel, Word } from './answer.js';

/** A word whose times are known. */
export interface SpokenWord {
  /** As it is written: never blank, on one line. */
  readonly text: string;
  /** Seconds. */
  readonly start: number;
  /** Seconds, not before the start. */
  readonly end: number;
}

/** Words of one speaker on one channel without a pause between them. */
export interface Turn {
  /** From 1; channels count as speakers where there are several. */
  readonly speaker: number;
  /** Never empty, in order of time. */
  readonly words: readonly SpokenWord[];
  /** What stands between two words: nothing in languages that are written without spaces. */
  readonly separator: ' ' | '';
}

/** Seconds of silence that end a turn; what Deepgram takes for the end of an utterance (`utt_split`). */
const PAUSE = 0.8;

/** What was said, turn by turn, in order of time. Turns of channels that speak at the same time overlap. */
export function turnsOf(answer: Answer): Turn[] {
  let speakers = 0;
  const turns = answer.results.channels.flatMap((channel) => {
    const words = wordsOf(channel);
    const separator = isUnspaced(channel) ? '' : ' ';
    // Each channel counts its speakers from 0; one where nobody is told apart is one speaker.
    const before = speakers;
    speakers += words.reduce((number, { speaker }) => Math.max(number, numberOr(speaker, 0) + 1), 1);
    return split(words).map(
      (piece): Turn => ({ speaker: before + piece.speaker + 1, words: piece.words, separator }),
    );
  });
  return turns.sort((one, other) => startOf(one) - startOf(other));
}

/** True where speakers are told apart: by Deepgram, or by their channels. */
export function hasSpeakers({ results: { channels } }: Answer): boolean {
  return channels.length > 1 || channels.some((channel) => wordsOf(channel).some(hasSpeaker));
}

/** The words of a channel in its best reading. */
export function wordsOf({ alternatives }: Channel): readonly Word[] {
  return alternatives?.[0]?.words ?? [];
}

/** A number, or what to take where there is none. */
export function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

interface Piece {
  /** From 0. */
  readonly speaker: number;
  readonly words: SpokenWord[];
}

function split(words: readonly Word[]): Piece[] {
  const pieces: Piece[] = [];
  let piece: Piece | undefined;
  let end = 0;
  for (const { speaker, ...word } of inTime(words)) {
    const isNext = piece?.speaker !== (speaker ?? piece?.speaker) || word.start - end > PAUSE;
    if (!piece || isNext) {
      piece = { speaker: speaker ?? piece?.speaker ?? 0, words: [] };
      pieces.push(piece);
    }
    piece.words.push(word);
    end = word.end;
  }
  return pieces;
}

/** A word without times is taken to follow at once. */
function inTime(words: readonly Word[]): (SpokenWord & { speaker?: number })[] {
  let last = 0;
  const timed = words.map(({ word, punctuated_word, speaker, ...times }) => {
    const text = String(punctuated_word ?? word ?? '').trim();
    const start = Math.max(0, numberOr(times.start, last));
    const end = Math.max(start, numberOr(times.end, start));
    last = end;
    return { text: text.replace(/\s+/g, ' '), start, end, ...(typeof speaker === 'number' && { speaker }) };
  });
  return timed.filter(({ text }) => text !== '').sort((one, other) => one.start - other.start);
}

function isUnspaced(channel: Channel): boolean {
  const transcript = String(channel.alternatives?.[0]?.transcript ?? '').trim();
  return wordsOf(channel).length > 1 && transcript !== '' && !/\s/.test(transcript);
}

function hasSpeaker({ speaker }: Word): boolean {
  return typeof speaker === 'number';
}

function startOf({ words }: Turn): number {
  return words[0]?.start ?? 0;
}
