import type { SampleEncoding } from './samples.js';

/** What the header of a WAV file says. */
export interface WavFormat {
  /** `undefined`: nothing that is decoded here. */
  readonly encoding: SampleEncoding | undefined;
  readonly rate: number;
  readonly channels: number;
  /** Where its samples begin, in bytes. */
  readonly data: number;
}

/** WAVE format tags with their bits a sample. */
const formats: Readonly<Record<string, SampleEncoding>> = {
  '1/16': 'linear16',
  '3/32': 'linear32',
  '6/8': 'alaw',
  '7/8': 'mulaw',
};

/** WAVE_FORMAT_EXTENSIBLE: the tag stands further behind. */
const EXTENSIBLE = 0xfffe;

/** Reads a header of RIFF chunks; `undefined` as long as it is not complete. Sizes in it may be placeholders. */
export function readWavHeader(head: Buffer): WavFormat | undefined {
  let format: Omit<WavFormat, 'data'> | undefined;
  for (let at = 12; at + 8 <= head.length; ) {
    const name = head.toString('latin1', at, at + 4);
    const size = head.readUInt32LE(at + 4);
    const body = at + 8;
    if (name === 'data') return format === undefined ? undefined : { ...format, data: body };
    if (name === 'fmt ' && body + 16 <= head.length) {
      const tag = head.readUInt16LE(body);
      const isExtended = tag === EXTENSIBLE && size >= 26 && body + 26 <= head.length;
      const own = isExtended ? head.readUInt16LE(body + 24) : tag;
      format = {
        encoding: formats[`${own}/${head.readUInt16LE(body + 14)}`],
        rate: head.readUInt32LE(body + 4),
        channels: head.readUInt16LE(body + 2),
      };
    }
    // Chunks have even lengths.
    at = body + size + (size % 2);
  }
  return undefined;
}
