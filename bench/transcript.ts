/** Stands in a transcript where each delivery has an id of its own, of the same length. */
export const ID = '00000000-0000-4000-8000-000000000000';

const WORDS =
  'the pool is warm enough to swim in but the awning will close by itself at half past three'.split(' ');

/** A transcript as Deepgram's, of about so many bytes: nearly all of it is words with their times. */
export function makeTranscript(length: number): Buffer {
  const words: object[] = [];
  for (let bytes = 0; bytes < length; bytes += JSON.stringify(words.at(-1)).length + 7) {
    const count = words.length;
    const word = WORDS[count % WORDS.length] ?? '';
    const start = count * 0.32;
    const confidence = 0.9 + (count % 100) / 1013;
    words.push({ word, start, end: start + 0.24, confidence, punctuated_word: word });
  }
  const transcript = words.map((_, count) => WORDS[count % WORDS.length]).join(' ');
  return Buffer.from(
    JSON.stringify({
      metadata: {
        transaction_key: 'deprecated',
        request_id: ID,
        sha256: '154e291ecfa8be6ab8343560bcc109008fa7853eb5372533e8efdefc9b504c33',
        created: '2026-11-21T12:00:00.000Z',
        duration: words.length * 0.32,
        channels: 1,
        models: ['30089e05-99d1-4376-b32e-c263170674af'],
      },
      results: { channels: [{ alternatives: [{ transcript, confidence: 0.98, words }] }] },
    }),
  );
}
