import { createHash } from 'node:crypto';

/** A number that is the same for a text every time, between two others. */
export function scoreOf(text: string, from: number, to: number): number {
  const share = createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
  return float32(from + share * (to - from));
}

/** Deepgram's numbers are of single precision, and look like it: `0.79999995`. */
export function float32(value: number): number {
  return Number(Math.fround(value).toPrecision(8));
}
