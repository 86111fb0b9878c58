import type { Emulator } from '../../emulator/server.js';

const HEADER_BYTES = 44;

/** Has the emulator say something, which it understands then; as WAV unless the query says otherwise. */
export async function say(emulator: Emulator, text: string, query = 'encoding=linear16'): Promise<Buffer> {
  const response = await fetch(`${emulator.url}/v1/speak?model=aura-2-thalia-en&${query}`, {
    method: 'POST',
    headers: { authorization: `Token ${emulator.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  return Buffer.from(await response.arrayBuffer());
}

/** The header of a WAV of 16-bit samples. @param bytes - of samples that follow */
export function wavHeader(bytes: number, { channels = 1, rate = 24_000 } = {}): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(bytes + HEADER_BYTES - 8, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}

/** A WAV in which nobody says anything. */
export function silence(seconds: number): Buffer {
  const samples = Buffer.alloc(Math.round(seconds * 24_000) * 2);
  return Buffer.concat([wavHeader(samples.length), samples]);
}

/** Two recordings as the two channels of one. */
export function stereo(left: Buffer, right: Buffer): Buffer {
  const tracks = [left, right].map((wav) => wav.subarray(HEADER_BYTES));
  const length = Math.max(...tracks.map((track) => track.length)) & ~1;
  const samples = Buffer.alloc(length * 2);
  tracks.forEach((track, channel) => {
    for (let at = 0; at + 1 < track.length; at += 2) track.copy(samples, at * 2 + channel * 2, at, at + 2);
  });
  return Buffer.concat([wavHeader(samples.length, { channels: 2 }), samples]);
}

/** A sequence of Buffers, as core's split node makes it of one. */
export function parts(audio: Buffer, bytes: number, id: string, more: object = {}): object[] {
  const count = Math.ceil(audio.length / bytes);
  return Array.from({ length: count }, (_, index) => ({
    payload: audio.subarray(index * bytes, (index + 1) * bytes),
    parts: { id, index, type: 'buffer', ch: '', ...(index === count - 1 && { count }), ...more },
  }));
}
