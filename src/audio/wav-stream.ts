import { type AudioFormat, sampleBytes } from './format.js';

/** What a stream writes where a file has its size, as Deepgram does. */
const UNKNOWN_SIZE = 0x7fff0000;

/** Format tags of the WAVE registry (RFC 2361). */
const TAGS: Readonly<Record<string, number>> = { linear16: 1, alaw: 6, mulaw: 7 };

/** A WAV header for mono audio whose length nobody knows yet. */
export function wavStreamHeader(format: AudioFormat): Buffer {
  const rate = format.sampleRate ?? 8000;
  const size = sampleBytes(format);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(UNKNOWN_SIZE + 36, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(TAGS[format.encoding] ?? 1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * size, 28);
  header.writeUInt16LE(size, 32);
  header.writeUInt16LE(size * 8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(UNKNOWN_SIZE, 40);
  return header;
}
