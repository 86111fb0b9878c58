/** A filter of second order: takes samples piece by piece, and puts what comes out into `out`, which may be the same. */
export type Biquad = (samples: Float64Array, out: Float64Array) => void;

/**
 * Lets a band pass, 0 dB at its centre.
 *
 * Both formulae are R. Bristow-Johnson's ("Cookbook formulae for audio equalizer biquad filter coefficients").
 *
 * @param q centre over width
 */
export function bandPass(centre: number, rate: number, q: number): Biquad {
  const omega = (2 * Math.PI * centre) / rate;
  const alpha = Math.sin(omega) / (2 * q);
  return biquad([alpha, 0, -alpha], [1 + alpha, -2 * Math.cos(omega), 1 - alpha]);
}

/** Lets what is below a frequency pass. */
export function lowPass(frequency: number, rate: number, q: number): Biquad {
  const omega = (2 * Math.PI * frequency) / rate;
  const alpha = Math.sin(omega) / (2 * q);
  const b = (1 - Math.cos(omega)) / 2;
  return biquad([b, 2 * b, b], [1 + alpha, -2 * Math.cos(omega), 1 - alpha]);
}

type Three = readonly [number, number, number];

function biquad([b0, b1, b2]: Three, [a0, a1, a2]: Three): Biquad {
  const [c0, c1, c2, d1, d2] = [b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0];
  const state = new Float64Array(4);
  return (samples, out) => {
    // In variables of this function, they are reckoned with several times as fast.
    let [x1 = 0, x2 = 0, y1 = 0, y2 = 0] = state;
    for (let at = 0; at < samples.length; at += 1) {
      const x = samples[at] ?? 0;
      let y = c0 * x + c1 * x1 + c2 * x2 - d1 * y1 - d2 * y2;
      // Numbers too small to matter, which are slow to reckon with, end here.
      if (y < 1e-15 && y > -1e-15) y = 0;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      out[at] = y;
    }
    state.set([x1, x2, y1, y2]);
  };
}
