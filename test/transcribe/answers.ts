import fc from 'fast-check';
import { type Answer, type Channel, readAnswer, type Word } from '../../src/transcribe/answer.js';

/** A word of half a second; a capital or a mark tells what is written. */
export function word(text: string, start: number, more: Partial<Word> = {}): Word {
  return {
    word: text.toLowerCase().replace(/[.,?!]/g, ''),
    punctuated_word: text,
    start,
    end: start + 0.5,
    confidence: 0.9,
    ...more,
  };
}

/** A channel on which these words are said. */
export function channel(words: readonly Word[], more: Partial<Channel> = {}): Channel {
  const transcript = words.map((each) => each.punctuated_word ?? each.word).join(' ');
  return { alternatives: [{ transcript, confidence: words.length ? 0.9 : 0, words }], ...more };
}

/** An answer with these channels. */
export function answer(...channels: Channel[]): Answer {
  return {
    metadata: {
      request_id: '8a3f1f57-6c3b-4a0f-9a52-3f6f4b2d0c11',
      duration: 12.5,
      channels: channels.length,
      models: ['1abfe86b'],
      model_info: { '1abfe86b': { name: 'general-nova-3' } },
    },
    results: { channels },
  };
}

/** Short lists: what goes wrong with ten goes wrong with three. */
function few<Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> {
  return fc.array(item, { maxLength: 4 });
}

/** What is there or not, by itself. */
function some<Shape extends object>(model: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }) {
  return fc.record(model, { requiredKeys: [] });
}

const seconds = fc.double({ min: 0, max: 400_000, noNaN: true });
const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('', ' ', 'tea', 'Tea & milk', '-->', '<i>', '1', 'two\nlines', '00:00:01', '今日'),
);
const speaker = fc.integer({ min: 0, max: 5 });
const words = fc.array(
  some({
    word: text,
    punctuated_word: text,
    start: seconds,
    end: seconds,
    confidence: fc.double(),
    speaker,
    language: text,
  }),
  { maxLength: 12 },
);
const paragraphs = few(
  some({
    sentences: few(some({ text, start: seconds, end: seconds })),
    num_words: fc.nat(),
    start: seconds,
    end: seconds,
    speaker,
  }),
);
const alternative = some({
  transcript: text,
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  words,
  paragraphs: some({ transcript: text, paragraphs }),
  languages: few(text),
});
const channels = few(
  some({ alternatives: few(alternative), detected_language: text, language_confidence: fc.double() }),
);
const utterances = few(
  some({ id: text, start: seconds, end: seconds, channel: fc.nat(), transcript: text, words, speaker }),
);
const metadata = some({
  request_id: text,
  duration: seconds,
  channels: fc.nat(),
  models: few(text),
  model_info: fc.dictionary(text, some({ name: text }), { maxKeys: 2 }),
});

/** Answers of which anything but the list of channels may be missing. */
export const anyAnswer: fc.Arbitrary<Answer> = fc
  .tuple(fc.record({ channels, utterances }, { requiredKeys: ['channels'] }), fc.option(metadata))
  .map(([results, told]) => readAnswer(JSON.stringify({ results, ...(told && { metadata: told }) })));
