import { BANDS } from './bands.js';

/** What is quieter than the loudest by so much does not count, in dB: codecs leave other things there. */
const RANGE = 35;

/** A stretch of frames: the numbers of many, the first frame meant, and how many. */
export interface Stretch {
  readonly values: Float32Array;
  readonly from: number;
}

/**
 * How alike two stretches of sound are, from -1 to 1: the correlation of their loudness over time, each band
 * about its own mean, so that neither volume nor what an encoder does to a whole band matters.
 *
 * @param step how many frames to go on at a time
 */
export function likeness(a: Stretch, b: Stretch, length: number, step = 1): number {
  const floorA = loudest(a, length) - RANGE;
  const floorB = loudest(b, length) - RANGE;
  let together = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let band = 0; band < BANDS; band += 1) {
    let count = 0;
    let sumA = 0;
    let sumB = 0;
    let sumAA = 0;
    let sumBB = 0;
    let sumAB = 0;
    for (let frame = 0; frame < length; frame += step) {
      const x = Math.max(0, (a.values[(a.from + frame) * BANDS + band] ?? floorA) - floorA);
      const y = Math.max(0, (b.values[(b.from + frame) * BANDS + band] ?? floorB) - floorB);
      count += 1;
      sumA += x;
      sumB += y;
      sumAA += x * x;
      sumBB += y * y;
      sumAB += x * y;
    }
    together += sumAB - (sumA * sumB) / count;
    squaresA += sumAA - (sumA * sumA) / count;
    squaresB += sumBB - (sumB * sumB) / count;
  }
  return together / Math.sqrt(squaresA * squaresB + 1e-9);
}

/** The loudest of all bands, in dB. */
export function loudest({ values, from }: Stretch, length: number): number {
  let most = Number.NEGATIVE_INFINITY;
  const end = Math.min(values.length, (from + length) * BANDS);
  for (let at = Math.max(0, from * BANDS); at < end; at += 1) most = Math.max(most, values[at] ?? most);
  return most;
}
