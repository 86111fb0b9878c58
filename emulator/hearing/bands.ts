import { bandPass, lowPass } from './biquad.js';

/** How often a sound is measured, in times a second. */
export const FRAME_RATE = 100;

/** In Hz; all of them within what a telephone and the lowest bit rates let through. */
const CENTRES = [300, 550, 900, 1400, 2000, 2800];

/** How narrow they are: centre over width. */
const Q = 2;

/** What a telephone does not let through, in Hz, is taken away: the bands are too wide to do so. */
const TELEPHONE = { rate: 8000, highest: 3600 };

/** Of a Butterworth filter of the eighth order. */
const STEEP = [0.5098, 0.6013, 0.9, 2.5629];

/** How many numbers a frame has: one for each band, in dB of full scale. */
export const BANDS = CENTRES.length;

/** What is not louder is silence, in dB of full scale. */
export const SILENCE = -90;

/** A frame has the loudness of so many: else it would matter where within a frame a sound begins. */
const SMOOTH = 3;

/** Measures how loud a sound is in each band. */
export interface BandMeter {
  /** The frames that these samples (-1 to 1) complete, {@link BANDS} numbers each. */
  push(samples: ArrayLike<number>): Float32Array;
}

/** @param rate of the samples, in Hz; equal sounds give nearly equal frames at any rate from 8000 */
export function createBandMeter(rate: number): BandMeter {
  const narrow = createNarrower(rate);
  const filters = CENTRES.map((centre) => bandPass(centre, narrow.rate, Q));
  const sums = new Float64Array(BANDS);
  const powers: Float64Array[] = [];
  let taken = 0;
  let frames = 0;
  let length = frameEnd(0, narrow.rate);
  return {
    push: (given) => {
      const samples = narrow.push(given);
      const passed = filters.map((filter) => {
        const out = new Float64Array(samples.length);
        filter(samples, out);
        return out;
      });
      const out: number[] = [];
      for (let at = 0; at < samples.length; ) {
        const until = Math.min(samples.length, at + length - taken);
        passed.forEach((band, index) => {
          sums[index] = (sums[index] ?? 0) + energy(band, at, until);
        });
        taken += until - at;
        at = until;
        if (taken < length) continue;
        powers.push(sums.map((sum) => sum / length));
        if (powers.length > SMOOTH) powers.shift();
        out.push(...loudness(powers));
        sums.fill(0);
        taken = 0;
        frames += 1;
        length = frameEnd(frames, narrow.rate) - frameEnd(frames - 1, narrow.rate);
      }
      return Float32Array.from(out);
    },
  };
}

/** Takes away what a telephone does not let through, and the samples that are not needed any more then. */
function createNarrower(rate: number): { rate: number; push(samples: ArrayLike<number>): Float64Array } {
  if (rate <= TELEPHONE.rate) return { rate, push: (samples) => new Float64Array(samples) };
  const filters = STEEP.map((steep) => lowPass(TELEPHONE.highest, rate, steep));
  const step = Math.floor(rate / TELEPHONE.rate);
  let seen = 0;
  return {
    rate: rate / step,
    push: (given) => {
      const samples = new Float64Array(given);
      for (const filter of filters) filter(samples, samples);
      const first = (step - (seen % step)) % step;
      seen += samples.length;
      const kept = new Float64Array(Math.max(0, Math.ceil((samples.length - first) / step)));
      for (let at = 0; at < kept.length; at += 1) kept[at] = samples[first + at * step] ?? 0;
      return kept;
    },
  };
}

function energy(samples: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += (samples[at] ?? 0) ** 2;
  return sum;
}

/** The number of the sample behind a frame. */
function frameEnd(frame: number, rate: number): number {
  return Math.round(((frame + 1) * rate) / FRAME_RATE);
}

function loudness(powers: readonly Float64Array[]): number[] {
  return CENTRES.map((_, band) => {
    const power = powers.reduce((sum, one) => sum + (one[band] ?? 0), 0) / SMOOTH;
    return Math.max(SILENCE, 10 * Math.log10(power + 1e-12));
  });
}
