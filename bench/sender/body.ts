import type { BodyKind } from '../delivery.js';
import { ID, makeTranscript } from '../transcript.js';
import { AUDIO_BYTES } from '../utterance.js';

export interface Body {
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Where its id is; -1 in audio, which has none. */
  readonly idAt: number;
}

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
