import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AudioFormat } from '../../src/audio/format.js';
import { createMeter } from '../../src/audio/measure.js';
import { decode, probe } from '../helpers/ffmpeg.js';
import { chunkLengths, cut } from './chunks.js';
import { encoded, type Kind, SECONDS } from './encoded.js';

function measure(
  format: AudioFormat,
  audio: Buffer,
  lengths: readonly number[] = [1460],
): number | undefined {
  const meter = createMeter(format);
  for (const chunk of cut(audio, lengths)) meter.add(chunk);
  return meter.seconds();
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}

function assertNear(actual: number | undefined, expected: number, tolerance: number): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= tolerance,
    `${actual} is not near ${expected}`,
  );
}

// Seconds that ffprobe may tell more: it counts the samples that Opus leaves out at the beginning.
const CASES: readonly [kind: Kind, format: AudioFormat, extension: string, tolerance: number][] = [
  ['wav', { encoding: 'linear16', container: 'wav', sampleRate: 24000 }, 'wav', 0.0001],
  ['wavWithList', { encoding: 'linear16', container: 'wav', sampleRate: 24000 }, 'wav', 0.0001],
  ['wavMulaw', { encoding: 'mulaw', container: 'wav', sampleRate: 8000 }, 'wav', 0.0001],
  ['mp3', { encoding: 'mp3' }, 'mp3', 0.03],
  ['mp3WithTags', { encoding: 'mp3' }, 'mp3', 0.03],
  ['opus', { encoding: 'opus', container: 'ogg' }, 'ogg', 0.0066],
  ['opusShortPages', { encoding: 'opus', container: 'ogg' }, 'ogg', 0.0066],
  ['flac', { encoding: 'flac' }, 'flac', 0.0001],
];

describe('createMeter', () => {
  let files: Record<Kind, Buffer[]>;

  before(async () => {
    files = await encoded();
  });

  for (const [kind, format, extension, tolerance] of CASES) {
    it(`agrees with ffprobe about ${kind}`, async () => {
      for (const audio of files[kind].slice(0, 2)) {
        assertNear(measure(format, audio), (await probe(audio, extension)).seconds, tolerance);
      }
    });
  }

  it('agrees with the decoder about AAC', async () => {
    // ffprobe estimates it from the bit rate.
    for (const audio of files.aac.slice(0, 2)) {
      const { samples } = await decode(audio, 'aac', 22050);
      assertNear(measure({ encoding: 'aac' }, audio), samples.length / 2 / 22050, 0.0001);
    }
  });

  it('reads the sample rate from the audio, whatever was asked for', async () => {
    for (const [kind, format, extension] of CASES) {
      const [audio = Buffer.alloc(0)] = files[kind];
      const meter = createMeter({ ...format, sampleRate: 1 });
      for (const chunk of cut(audio, [700])) meter.add(chunk);
      assert.equal(meter.sampleRate(), (await probe(audio, extension)).sampleRate, kind);
    }
  });

  it('measures raw samples by their bytes', () => {
    const audio = Buffer.alloc(48000);
    assert.equal(measure({ encoding: 'linear16', container: 'none', sampleRate: 24000 }, audio), 1);
    assert.equal(measure({ encoding: 'alaw', container: 'none', sampleRate: 16000 }, audio), 3);
    assert.equal(measure({ encoding: 'linear16', container: 'none' }, audio), undefined);
  });

  it('counts the samples of a WAV stream that does not know its size', () => {
    const [wav = Buffer.alloc(0)] = files.wav;
    const streamed = Buffer.from(wav);
    streamed.writeUInt32LE(0x7fff0000, 40);
    assertNear(measure({ encoding: 'linear16', container: 'wav' }, streamed), SECONDS[0] ?? 0, 0.0001);
  });

  it('counts the frames of a FLAC stream that does not know its length', () => {
    for (const [index, flac] of files.flac.entries()) {
      const streamed = Buffer.from(flac);
      streamed.fill(0, 22, 26);
      streamed.writeUInt8(streamed.readUInt8(21) & 0xf0, 21);
      assertNear(measure({ encoding: 'flac' }, streamed), SECONDS[index] ?? 0, 0.0001);
    }
  });

  it('adds up streams of Opus in a row', () => {
    const { opus } = files;
    const total = SECONDS.reduce((sum, seconds) => sum + seconds, 0);
    assertNear(measure({ encoding: 'opus', container: 'ogg' }, Buffer.concat(opus)), total, 0.0005);
  });

  it('tells the same however the audio is cut', () => {
    const flac = Buffer.from(files.flac[1] ?? []);
    flac.fill(0, 22, 26);
    for (const [format, audio] of [
      ...CASES.map(([kind, format]) => [format, files[kind][1] ?? flac] as const),
      [{ encoding: 'aac' }, files.aac[1] ?? flac] as const,
      [{ encoding: 'flac' }, flac] as const,
    ]) {
      const expected = measure(format, audio, [audio.length]);
      assert.ok(expected);
      const property = fc.property(chunkLengths, (lengths) => measure(format, audio, lengths) === expected);
      fc.assert(property, { numRuns: 10 });
    }
  });

  it('tells nothing about bytes that are not of the format, and does not throw', () => {
    const formats: AudioFormat[] = [{ encoding: 'aac' }, ...CASES.map(([, format]) => format)];
    // A first byte of 255 may begin a frame, and then it would be one.
    const garbage = fc.uint8Array({ maxLength: 2000 }).filter(([first]) => first !== 0xff);
    const property = fc.property(fc.constantFrom(...formats), garbage, (format, bytes) => {
      assert.equal(measure(format, Buffer.from(bytes), [100]), undefined);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('stands broken headers', () => {
    const property = fc.property(
      fc.constantFrom(...CASES),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 20 }),
      ([kind, format], changes) => {
        const audio = Buffer.from(files[kind][4] ?? []);
        for (const [at, value] of changes) audio.writeUInt8(value, at);
        const seconds = measure(format, audio);
        assert.ok(seconds === undefined || (Number.isFinite(seconds) && seconds >= 0), String(seconds));
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('is cheap', () => {
    for (const [kind, format] of CASES) {
      const audio = Buffer.concat(Array(30).fill(Buffer.concat(files[kind]))).subarray(0, 1_000_000);
      // The best of three, in time of the processor: others share this machine.
      const took = Math.min(...[1, 2, 3].map(() => cpuMs(() => measure(format, audio, [16_384]))));
      assert.ok(took < 100, `${kind}: ${took} ms for ${audio.length} bytes`);
    }
  });
});
