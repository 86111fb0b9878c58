import type { AudioFormat } from '../speak/format.js';
import type { Encoding } from '../speak/formats.js';

/** WAVE format tag and bytes a sample; that mulaw and alaw are sent so is assumed, linear16 was recorded. */
const sampleFormats: Partial<Record<Encoding, readonly [tag: number, bytes: number]>> = {
  linear16: [1, 2],
  alaw: [6, 1],
  mulaw: [7, 1],
};

/**
 * The 44 bytes in front of WAV audio. The two sizes are placeholders that are never corrected, because the
 * length is not known yet (recorded in deepgram-python-sdk's tests).
 */
export function wavHeader({ encoding, sampleRate }: AudioFormat): Buffer {
  const [tag, bytes] = sampleFormats[encoding] ?? [1, 2];
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(0x7fff0024, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(tag, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * bytes, 28);
  header.writeUInt16LE(bytes, 32);
  header.writeUInt16LE(8 * bytes, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(0x7fff0000, 40);
  return header;
}
