import { createCarry } from '../carry.js';
import type { Meter } from '../meter.js';
import { readFlacFrame } from './frame.js';

// The marker, the header of a metadata block, and STREAMINFO, which always comes first (RFC 9639, section 8).
const STREAM_START = 42;

/**
 * Tells how long FLAC is: as STREAMINFO says, or, as a stream can't know it, by the frames. Any byte of 255 may be
 * the beginning of a frame; it is one where the header's checksum fits and the number is the next one.
 */
export function createFlacMeter(): Meter {
  const carry = createCarry();
  carry.keep(Buffer.alloc(0), STREAM_START);
  let sampleRate: number | undefined;
  let total = 0;
  let frames = 0;
  let samples = 0;

  function readStart(bytes: Buffer): void {
    const isFlac = bytes.toString('latin1', 0, 4) === 'fLaC' && (bytes.readUInt8(4) & 0x7f) === 0;
    // 20 bits of sample rate, 3 of channels, 5 of bits per sample, 36 of samples.
    sampleRate = isFlac ? bytes.readUIntBE(18, 3) >>> 4 : 0;
    total = (bytes.readUInt8(21) & 15) * 2 ** 32 + bytes.readUInt32BE(22);
  }

  function countFrames(bytes: Buffer): void {
    for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
      const frame = readFlacFrame(bytes, at);
      if (frame === 'incomplete') {
        carry.keep(bytes.subarray(at), 0);
        return;
      }
      if (frame?.number === (frame?.isVariable ? samples : frames)) {
        frames++;
        samples += frame.samples;
      }
    }
  }

  return {
    add(chunk) {
      if (sampleRate === 0 || total > 0) return;
      const bytes = carry.take(chunk);
      if (!bytes) return;
      if (sampleRate === undefined) readStart(bytes);
      if (sampleRate && total === 0) countFrames(bytes);
    },
    sampleRate: () => sampleRate || undefined,
    seconds: () => (sampleRate && (total || samples) ? (total || samples) / sampleRate : undefined),
  };
}
