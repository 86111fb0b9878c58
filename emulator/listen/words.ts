import type { Heard } from '../hearing/recogniser.js';
import { float32, scoreOf } from './score.js';

/** A word as it was said. */
export interface Word {
  /** In lower case and without punctuation. */
  readonly word: string;
  /** As it was written. */
  readonly punctuated: string;
  /** In seconds. */
  readonly start: number;
  readonly end: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** Who says it: the voice's model. */
  readonly voice: string;
  /** E.g. `en`. */
  readonly language: string;
}

/** The words of what was heard, in order. Their times share an utterance out by their lengths. */
export function wordsOf(heard: readonly Heard[]): Word[] {
  return heard.flatMap(({ utterance, start, end, wholeEnd }) => {
    const { voice, text } = utterance;
    const written = text.split(/[\s—]+/).filter((part) => plain(part) !== '');
    const letters = written.reduce((sum, part) => sum + weight(part), 0);
    let said = 0;
    const words = written.map((punctuated) => {
      const from = start + ((wholeEnd - start) * said) / letters;
      said += weight(punctuated);
      const to = start + ((wholeEnd - start) * said) / letters;
      const times = { start: float32(from), end: float32(to) };
      const confidence = scoreOf(`${punctuated} ${from}`, 0.9, 0.9999);
      const { model, language } = voice;
      return {
        word: plain(punctuated),
        punctuated,
        ...times,
        confidence,
        voice: model,
        language: language.slice(0, 2),
      };
    });
    // Of a sound that breaks off, what was said to its end.
    return words.filter((word) => word.end <= end + 0.05);
  });
}

/** A word without case and punctuation. */
export function plain(text: string): string {
  return text.toLowerCase().replace(/^[^\p{L}\p{N}$£€]+|[^\p{L}\p{N}%]+$/gu, '');
}

/** A pause after a sentence is no part of the next word. */
function weight(text: string): number {
  return text.length + (/[.!?,;:]$/.test(text) ? 1 : 0) + 1;
}

/** New words in the time of others, shared out evenly; the punctuation behind the last one stays. */
export function spread(text: string, first: Word, last: Word): Word[] {
  const parts = text.split(/\s+/).filter((part) => part !== '');
  const [tail = ''] = /[^\p{L}\p{N}]*$/u.exec(last.punctuated) ?? [];
  const each = (last.end - first.start) / Math.max(1, parts.length);
  return parts.map((part, index) => ({
    ...first,
    word: part,
    punctuated: index === parts.length - 1 ? part + tail : part,
    start: first.start + index * each,
    end: first.start + (index + 1) * each,
  }));
}
