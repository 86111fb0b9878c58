/** A piece of decoded sound: the samples of each channel, -1 to 1. */
export interface Sound {
  /** In Hz. */
  readonly rate: number;
  readonly channels: readonly Float32Array[];
}

/** One sample in some format. */
interface SampleFormat {
  readonly bytes: number;
  read(data: Buffer, at: number): number;
}

/** Raw audio that is decoded here. `linear32` is floating point (docs/encoding). */
export const sampleFormats = {
  linear16: { bytes: 2, read: (data, at) => data.readInt16LE(at) / 32768 },
  linear32: { bytes: 4, read: (data, at) => clean(data.readFloatLE(at)) },
  mulaw: { bytes: 1, read: (data, at) => MULAW[data[at] ?? 0] ?? 0 },
  alaw: { bytes: 1, read: (data, at) => ALAW[data[at] ?? 0] ?? 0 },
} as const satisfies Readonly<Record<string, SampleFormat>>;

export type SampleEncoding = keyof typeof sampleFormats;

/** ITU-T G.711. */
const MULAW = Float32Array.from({ length: 256 }, (_, byte) => {
  const bits = ~byte & 0xff;
  const size = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return (bits & 128 ? -size : size) / 32768;
});
const ALAW = Float32Array.from({ length: 256 }, (_, byte) => {
  const bits = byte ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = (bits & 15) << 4;
  const size = exponent === 0 ? mantissa + 8 : (mantissa + 264) << (exponent - 1);
  return (bits & 128 ? size : -size) / 32768;
});

/** Takes bytes in any pieces; a sample that lies across two of them waits for its rest. */
export function createUnpacker(
  encoding: SampleEncoding,
  rate: number,
  channels: number,
): (data: Buffer) => Sound {
  const { bytes, read } = sampleFormats[encoding];
  const frame = bytes * channels;
  let waiting: Buffer = Buffer.alloc(0);
  return (data) => {
    const all = waiting.length === 0 ? data : Buffer.concat([waiting, data]);
    const count = Math.floor(all.length / frame);
    waiting = all.subarray(count * frame);
    const unpacked = Array.from({ length: channels }, (_, channel) => {
      const samples = new Float32Array(count);
      for (let at = 0; at < count; at += 1) samples[at] = read(all, at * frame + channel * bytes);
      return samples;
    });
    return { rate, channels: unpacked };
  };
}

/** What is no number would be heard for ever. */
function clean(value: number): number {
  return Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0;
}
