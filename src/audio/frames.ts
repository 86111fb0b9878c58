import { type AudioFormat, sampleBytes } from './format.js';

/** What a sample of silence is, byte by byte: G.711 has its zero elsewhere (ITU-T G.711, tables 1 and 2). */
const SILENCE: Readonly<Record<string, number>> = { linear16: 0x00, mulaw: 0xff, alaw: 0xd5 };

/** Cuts raw audio. */
export interface Cutter {
  /** Takes bytes as they come. @returns what is complete */
  add(bytes: Buffer): Buffer[];
  /** @returns what is left, filled up with silence where frames are equal; undefined where nothing is left */
  end(): Buffer | undefined;
}

/**
 * Cuts raw samples.
 *
 * @param ms - of audio in each piece; 0: as it comes, but at whole samples
 * @param most - ms of audio that a piece has at the most, where it is as it comes
 */
export function createCutter(format: AudioFormat, ms: number, most?: number): Cutter {
  if (ms > 0) return intoFrames(format, frameBytes(format, ms));
  return atSamples(format, most ? frameBytes(format, most) : Number.POSITIVE_INFINITY);
}

/** ms that so many bytes of raw audio last. */
export function durationOf(format: AudioFormat, bytes: number): number {
  return (bytes * 1000) / ((format.sampleRate ?? 8000) * sampleBytes(format));
}

function frameBytes(format: AudioFormat, ms: number): number {
  const samples = Math.max(1, Math.round(((format.sampleRate ?? 8000) * ms) / 1000));
  return samples * sampleBytes(format);
}

function atSamples(format: AudioFormat, most: number): Cutter {
  const size = sampleBytes(format);
  let carry: Buffer | undefined;
  return {
    add(bytes) {
      const whole = carry ? Buffer.concat([carry, bytes]) : bytes;
      const end = whole.length - (whole.length % size);
      carry = end < whole.length ? whole.subarray(end) : undefined;
      if (end === whole.length && end <= most) return end > 0 ? [whole] : [];
      const pieces: Buffer[] = [];
      for (let at = 0; at < end; at += most) pieces.push(whole.subarray(at, Math.min(end, at + most)));
      return pieces;
    },
    // Half a sample is no sound.
    end: () => undefined,
  };
}

function intoFrames({ encoding }: AudioFormat, size: number): Cutter {
  let pieces: Buffer[] = [];
  let length = 0;
  return {
    add(bytes) {
      if (length + bytes.length < size) {
        pieces.push(bytes);
        length += bytes.length;
        return [];
      }
      const frames: Buffer[] = [];
      let at = 0;
      if (length > 0) {
        at = size - length;
        frames.push(Buffer.concat([...pieces, bytes.subarray(0, at)], size));
      }
      for (; at + size <= bytes.length; at += size) frames.push(bytes.subarray(at, at + size));
      pieces = at < bytes.length ? [bytes.subarray(at)] : [];
      length = bytes.length - at;
      return frames;
    },
    end() {
      const whole = length - (length % (encoding === 'linear16' ? 2 : 1));
      if (whole === 0) return undefined;
      const frame = Buffer.alloc(size, SILENCE[encoding] ?? 0);
      Buffer.concat(pieces, whole).copy(frame);
      return frame;
    },
  };
}
