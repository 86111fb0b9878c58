import type { BodyKind } from '../delivery.js';
import { AUDIO_BYTES } from '../utterance.js';

/** Stands in a transcript where each delivery has an id of its own, of the same length. */
export const ID = '00000000-0000-4000-8000-000000000000';

export interface Body {
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Where its id is; -1 in audio, which has none. */
  readonly idAt: number;
}

const WORDS =
  'the pool is warm enough to swim in but the awning will close by itself at half past three'.split(' ');

/** MPEG-2, layer III, 48 kbit/s, 22,050 Hz, mono: what Deepgram sends as mp3. */
const MP3_HEADER = Buffer.from([0xff, 0xf3, 0x60, 0xc4]);
const MP3_FRAME_BYTES = 156;

/** Makes what is delivered. */
export function makeBody(kind: BodyKind): Body {
  if (kind === 'audio') return { contentType: 'audio/mpeg', bytes: makeAudio(AUDIO_BYTES), idAt: -1 };
  const bytes = makeTranscript(kind === 'transcript' ? 200_000 : 20_000);
  return { contentType: 'application/json', bytes, idAt: bytes.indexOf(ID) };
}

function makeAudio(length: number): Buffer {
  const audio = Buffer.alloc(length, 0x55);
  for (let place = 0; place < length; place += MP3_FRAME_BYTES) MP3_HEADER.copy(audio, place);
  return audio;
}

/** A transcript as Deepgram's, of about so many bytes: nearly all of it is words with their times. */
function makeTranscript(length: number): Buffer {
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
