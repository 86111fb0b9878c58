import type { ListenQuery } from './parameters.js';
import { float32, scoreOf } from './score.js';
import type { Word } from './words.js';

/** A word and who said it, counted from 0 in the order of their first words. */
export interface SpokenWord extends Word {
  readonly speaker: number;
}

/** Which voice is which speaker: each voice is one. */
export function withSpeakers(words: readonly Word[]): SpokenWord[] {
  const speakers: string[] = [];
  return words.map((word) => {
    if (!speakers.includes(word.voice)) speakers.push(word.voice);
    return { ...word, speaker: speakers.indexOf(word.voice) };
  });
}

/** Speakers are told apart. */
export function isDiarized({ diarize, diarize_model }: ListenQuery): boolean {
  return diarize === true || diarize_model !== undefined;
}

/** Capitals and punctuation are wanted, by themselves or for what needs them. */
export function isPunctuated({ punctuate, smart_format, paragraphs, dictation }: ListenQuery): boolean {
  return punctuate === true || smart_format === true || paragraphs === true || dictation === true;
}

/** A word as the answer has it. */
export function writtenWord(word: SpokenWord, query: ListenQuery): object {
  return {
    word: word.word,
    start: float32(word.start),
    end: float32(word.end),
    confidence: word.confidence,
    ...(isPunctuated(query) ? { punctuated_word: word.punctuated } : {}),
    ...(isDiarized(query)
      ? { speaker: word.speaker, speaker_confidence: scoreOf(`${word.voice} ${word.start}`, 0.5, 0.99) }
      : {}),
    ...(query.language === 'multi' ? { language: word.language } : {}),
  };
}

/** Words in a row, as the query wants them written. */
export function transcriptOf(words: readonly SpokenWord[], query: ListenQuery): string {
  return words.map(({ word, punctuated }) => (isPunctuated(query) ? punctuated : word)).join(' ');
}

/** How sure it is of all words together; 0 where there are none. */
export function confidenceOf(words: readonly SpokenWord[]): number {
  return float32(words.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, words.length));
}
