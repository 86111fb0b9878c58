/** Where things are in a WAV file; offsets in bytes from its beginning. */
export interface WavHeader {
  /** Where the samples begin. */
  readonly dataStart: number;
  /** Bytes of samples as the header says; undefined where it does not tell, as in a stream. */
  readonly dataSize: number | undefined;
  /** Bytes per second, 0 where the header does not tell. */
  readonly byteRate: number;
  /** Bytes of one sample of all channels, 0 where the header does not tell. */
  readonly blockAlign: number;
  /** Where the number of samples stands (`fact` chunk), undefined where there is none. */
  readonly factStart: number | undefined;
}

// A stream's header can't tell sizes: Deepgram writes 0x7fff0000, others 0 or 0xffffffff.
const LEAST_PLACEHOLDER = 0x7fff0000;
const LARGEST_SIZE = 0xffffffff;
// A header beyond this is none; it bounds what is held back.
const LONGEST_HEADER = 1024 * 1024;

/**
 * Finds the samples in a WAV file, whatever chunks stand before them.
 *
 * @param bytes - The beginning of the file.
 * @returns The header; or the number of bytes needed to read on; or undefined where this is no WAV file.
 */
export function readWavHeader(bytes: Buffer): WavHeader | number | undefined {
  const isRiff = is(bytes, 0, 'RIFF') && is(bytes, 8, 'WAVE');
  if (!isRiff) return undefined;
  let byteRate = 0;
  let blockAlign = 0;
  let factStart: number | undefined;
  for (let at = 12; at < LONGEST_HEADER; ) {
    if (at + 8 > bytes.length) return at + 8;
    const size = bytes.readUInt32LE(at + 4);
    if (is(bytes, at, 'data')) {
      const dataSize = size === 0 || size >= LEAST_PLACEHOLDER ? undefined : size;
      return { dataStart: at + 8, dataSize, byteRate, blockAlign, factStart };
    }
    // A chunk of odd size is followed by a byte that its size does not count.
    const next = at + 8 + size + (size % 2);
    if (next + 8 > bytes.length) return next < LONGEST_HEADER ? next + 8 : undefined;
    if (is(bytes, at, 'fmt ') && size >= 16) {
      byteRate = bytes.readUInt32LE(at + 16);
      blockAlign = bytes.readUInt16LE(at + 20);
    }
    if (is(bytes, at, 'fact') && size >= 4) factStart = at + 8;
    at = next;
  }
  return undefined;
}

/**
 * Makes the sizes in the header of a complete WAV file true. What is no WAV file, has true sizes, or is too large
 * for them (4 GiB) stays as it is.
 *
 * The byte that should follow an odd number of bytes of samples is not added: nothing comes after it.
 *
 * @param wav - The whole file; it is written into.
 * @returns The same Buffer.
 */
export function withTrueSizes(wav: Buffer): Buffer {
  const header = readWavHeader(wav);
  if (typeof header !== 'object') return wav;
  const { dataStart, dataSize, blockAlign, factStart } = header;
  const riffSize = wav.length - 8;
  // With a true size, what follows the samples are further chunks.
  const isTrue =
    dataSize !== undefined && wav.readUInt32LE(4) === riffSize && dataStart + dataSize <= wav.length;
  if (isTrue || riffSize > LARGEST_SIZE) return wav;
  const size = wav.length - dataStart;
  wav.writeUInt32LE(riffSize, 4);
  wav.writeUInt32LE(size, dataStart - 4);
  if (factStart !== undefined && blockAlign > 0) wav.writeUInt32LE(Math.floor(size / blockAlign), factStart);
  return wav;
}

// True as long as nothing is different: the beginning of a name may still become it.
function is(bytes: Buffer, at: number, name: string): boolean {
  return name.startsWith(bytes.toString('latin1', at, at + name.length));
}
