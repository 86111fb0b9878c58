import { float32 } from './score.js';
import type { SpokenWord } from './spoken.js';

interface Sentence {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Paragraph {
  readonly sentences: readonly Sentence[];
  readonly speaker?: number;
  readonly num_words: number;
  readonly start: number;
  readonly end: number;
}

/** `paragraphs` of an answer. */
export interface Paragraphs {
  readonly transcript: string;
  readonly paragraphs: readonly Paragraph[];
}

/** A pause so long, in seconds, or so many sentences, end a paragraph; Deepgram's own rule is not published. */
const PAUSE = 2;
const SENTENCES = 5;

/** Speech in paragraphs, with a new one for each speaker where they are told apart. */
export function paragraphsOf(words: readonly SpokenWord[], diarized: boolean): Paragraphs {
  const paragraphs: { words: SpokenWord[]; sentences: SpokenWord[][] }[] = [];
  let before: SpokenWord | undefined;
  for (const word of words) {
    const last = paragraphs.at(-1);
    const ended = before === undefined || /[.!?]["')]*$/.test(before.punctuated);
    const changed = before !== undefined && diarized && before.speaker !== word.speaker;
    const paused = before !== undefined && word.start - before.end > PAUSE;
    if (last === undefined || changed || paused || (ended && last.sentences.length >= SENTENCES)) {
      paragraphs.push({ words: [word], sentences: [[word]] });
    } else {
      last.words.push(word);
      if (ended) last.sentences.push([word]);
      else last.sentences.at(-1)?.push(word);
    }
    before = word;
  }
  const written = paragraphs.map(({ words: all, sentences }): Paragraph => {
    const { speaker } = all[0] ?? {};
    return {
      sentences: sentences.map((sentence) => ({ text: textOf(sentence), ...span(sentence) })),
      ...(diarized && speaker !== undefined ? { speaker } : {}),
      num_words: all.length,
      ...span(all),
    };
  });
  const lines = written.map(({ sentences, speaker }) => {
    const text = sentences.map((sentence) => sentence.text).join(' ');
    return speaker === undefined ? text : `Speaker ${speaker}: ${text}`;
  });
  return { transcript: `${lines.length > 0 ? '\n' : ''}${lines.join('\n\n')}`, paragraphs: written };
}

function textOf(words: readonly SpokenWord[]): string {
  return words.map(({ punctuated }) => punctuated).join(' ');
}

function span(words: readonly SpokenWord[]): { start: number; end: number } {
  return { start: float32(words[0]?.start ?? 0), end: float32(words.at(-1)?.end ?? 0) };
}
