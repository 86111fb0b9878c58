/** A piece of decoded sound. */
export interface Sound {
  readonly channels: number;
  /** Whole frames of 16 bit samples, channels interleaved. */
  readonly samples: Int16Array;
}

const NONE: Buffer = Buffer.alloc(0);

/** Reads the WAV that ffmpeg writes to a pipe: its header tells the number of channels. */
export function createWavReader(): (bytes: Buffer) => Generator<Sound> {
  let waiting = NONE;
  let channels = 0;
  return function* (bytes) {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    if (channels === 0) {
      const data = waiting.indexOf('data', 12, 'latin1');
      if (data < 0 || waiting.length < data + 8) return;
      channels = waiting.readUInt16LE(22);
      waiting = waiting.subarray(data + 8);
    }
    const whole = waiting.length - (waiting.length % (2 * channels));
    if (whole === 0) return;
    // Copied: samples must lie at an even address.
    const samples = new Int16Array(whole / 2);
    Buffer.from(samples.buffer).set(waiting.subarray(0, whole));
    waiting = waiting.subarray(whole);
    yield { channels, samples };
  };
}
