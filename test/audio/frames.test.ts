import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AudioFormat } from '../../src/audio/format.js';
import { createCutter, durationOf } from '../../src/audio/frames.js';
import { chunkLengths, cut } from './chunks.js';

const LINEAR: AudioFormat = { encoding: 'linear16', container: 'none', sampleRate: 24000 };
const MULAW: AudioFormat = { encoding: 'mulaw', container: 'none', sampleRate: 8000 };
const ALAW: AudioFormat = { ...MULAW, encoding: 'alaw' };

/** What leaves while audio comes in these chunks, and at its end. */
function cutAll(format: AudioFormat, ms: number, chunks: readonly Buffer[]) {
  const cutter = createCutter(format, ms);
  const pieces = chunks.flatMap((chunk) => cutter.add(chunk));
  return { pieces, last: cutter.end() };
}

const noise = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 37 + 11) % 251));

describe('raw audio in frames', () => {
  it('has frames of equal length', () => {
    assert.deepEqual(
      cutAll(MULAW, 20, [noise(400)]).pieces.map(({ length }) => length),
      [160, 160],
    );
    assert.deepEqual(
      cutAll(LINEAR, 20, cut(noise(2000), [7])).pieces.map(({ length }) => length),
      [960, 960],
    );
  });

  const silences: [AudioFormat, number][] = [
    [LINEAR, 0x00],
    [MULAW, 0xff],
    [ALAW, 0xd5],
  ];
  for (const [format, silence] of silences) {
    it(`fills the last one with the silence of ${format.encoding}`, () => {
      const { last = assert.fail() } = cutAll(format, 20, [Buffer.alloc(6, 0x11)]);
      assert.equal(durationOf(format, last.length), 20);
      assert.deepEqual(last.subarray(0, 6), Buffer.alloc(6, 0x11));
      assert.ok(last.subarray(6).every((byte) => byte === silence));
    });
  }

  it('has no last one where nothing is left', () => {
    assert.equal(cutAll(MULAW, 20, [noise(320)]).last, undefined);
    assert.equal(cutAll(MULAW, 20, []).last, undefined);
  });

  it('drops half a sample at the end', () => {
    const { last = assert.fail() } = cutAll(LINEAR, 20, [Buffer.alloc(5, 0x11)]);
    assert.deepEqual(last.subarray(0, 6), Buffer.from([0x11, 0x11, 0x11, 0x11, 0, 0]));
  });

  it('takes half a sample alone for nothing', () => {
    assert.equal(cutAll(LINEAR, 20, [noise(961)]).last, undefined);
  });

  it('has frames of a whole number of samples, at least one, whatever the length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.constantFrom(8000, 16000, 44100), (ms, sampleRate) => {
        const format = { ...LINEAR, sampleRate };
        const [first = assert.fail()] = cutAll(format, ms, [noise(20_000)]).pieces;
        assert.equal(first.length % 2, 0);
        assert.ok(Math.abs(durationOf(format, first.length) - ms) <= 1000 / sampleRate);
      }),
    );
  });

  it('is the same, however the network has cut it', () => {
    const formats = fc.constantFrom(LINEAR, MULAW, ALAW);
    fc.assert(
      fc.property(
        formats,
        fc.integer({ min: 1, max: 60 }),
        fc.nat(9000),
        chunkLengths,
        (format, ms, length, lengths) => {
          const audio = noise(length);
          const { pieces, last } = cutAll(format, ms, cut(audio, lengths));
          const whole = cutAll(format, ms, [audio]);
          assert.deepEqual([pieces, last], [whole.pieces, whole.last]);
          const all = Buffer.concat([...pieces, ...(last ? [last] : [])]);
          const samples = length - (format.encoding === 'linear16' ? length % 2 : 0);
          assert.ok(all.length >= samples && all.subarray(0, samples).equals(audio.subarray(0, samples)));
        },
      ),
    );
  });
});

describe('raw audio as it comes', () => {
  it('is cut at whole samples, and loses none', () => {
    fc.assert(
      fc.property(fc.constantFrom(LINEAR, MULAW), fc.nat(3000), chunkLengths, (format, length, lengths) => {
        const audio = noise(length);
        const { pieces, last } = cutAll(format, 0, cut(audio, lengths));
        const size = format.encoding === 'linear16' ? 2 : 1;
        assert.ok(pieces.every((piece) => piece.length > 0 && piece.length % size === 0));
        assert.deepEqual(Buffer.concat(pieces), audio.subarray(0, length - (length % size)));
        assert.equal(last, undefined);
      }),
    );
  });

  it('leaves at once', () => {
    const chunk = noise(100);
    assert.deepEqual(createCutter(MULAW, 0).add(chunk), [chunk]);
  });
});
