import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AudioFormat } from '../../src/audio/format.js';
import { join } from '../../src/audio/join.js';
import { withTrueSizes } from '../../src/audio/wav.js';
import { decode, probe } from '../helpers/ffmpeg.js';
import {
  all,
  assertNear,
  chunkLengths,
  chunksOf,
  cut,
  joined,
  piecesOf,
  secondsOf,
  stream,
} from './chunks.js';
import { encoded, type Kind, some } from './encoded.js';

const WAV: AudioFormat = { encoding: 'linear16', container: 'wav', sampleRate: 24000 };
const RAW: AudioFormat = { encoding: 'linear16', container: 'none', sampleRate: 24000 };
const MULAW: AudioFormat = { encoding: 'mulaw', container: 'none', sampleRate: 8000 };
const MP3: AudioFormat = { encoding: 'mp3', sampleRate: 22050 };
const AAC: AudioFormat = { encoding: 'aac', sampleRate: 22050 };
const OPUS: AudioFormat = { encoding: 'opus', container: 'ogg', sampleRate: 48000 };
const FLAC: AudioFormat = { encoding: 'flac' };

// As Deepgram writes them: the sizes of a stream.
function withPlaceholders(wav: Buffer): Buffer {
  const copy = Buffer.from(wav);
  copy.writeUInt32LE(0x7fff0024, 4);
  copy.writeUInt32LE(0x7fff0000, copy.indexOf('data') + 4);
  return copy;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe('join', () => {
  let files: Record<Kind, Buffer[]>;

  before(async () => {
    files = await encoded();
  });

  describe('of raw samples', () => {
    it('puts one piece after the other', async () => {
      const { pieces } = some(files.linear16, 3);
      assert.deepEqual(await joined(RAW, pieces, [333]), Buffer.concat(pieces));
      assert.deepEqual(await joined(MULAW, pieces, [333]), Buffer.concat(pieces));
    });

    it('copies nothing where no sample is cut', async () => {
      const chunk = Buffer.from([1, 2, 3, 4]);
      const [only] = await all(join(RAW, piecesOf([[chunk]]), 1));
      assert.deepEqual([only?.buffer, only?.byteOffset], [chunk.buffer, chunk.byteOffset]);
    });

    it('cuts linear16 between samples only, and drops half a sample at the end of a piece', async () => {
      for (const count of [1, 2]) {
        const pieces = Array(count).fill(Buffer.from([1, 2, 3, 4, 5]));
        const chunks = await chunksOf(RAW, pieces, [1, 3, 1]);
        assert.ok(chunks.every(({ length }) => length > 0 && length % 2 === 0));
        assert.deepEqual([...Buffer.concat(chunks)], Array(count).fill([1, 2, 3, 4]).flat());
      }
    });
  });

  describe('of WAV', () => {
    it('keeps the first header as it came and no other', async () => {
      const { pieces } = some(files.wav.map(withPlaceholders), 3);
      const whole = await joined(WAV, pieces);
      const [first] = pieces;
      assert.deepEqual(
        whole,
        Buffer.concat([first?.subarray(0, 44) ?? whole, ...pieces.map((wav) => wav.subarray(44))]),
      );
    });

    it('sends the header together with the first samples', async () => {
      const { pieces } = some(files.wav, 2);
      const [first] = await chunksOf(WAV, pieces, [1001]);
      assert.equal(first?.length, 1000);
    });

    for (const kind of ['wav', 'wavWithList', 'wavMulaw'] as const) {
      for (const count of [2, 25]) {
        it(`plays ${count} pieces of ${kind} without a gap`, async () => {
          const { pieces, seconds } = some(files[kind].map(withPlaceholders), count);
          const format: AudioFormat = kind === 'wavMulaw' ? { encoding: 'mulaw', container: 'wav' } : WAV;
          const whole = await joined(format, pieces);
          assertNear(secondsOf(format, whole), seconds, 0.001);
          withTrueSizes(whole);
          const { samples, complaints } = await decode(whole, 'wav', format.sampleRate ?? 8000);
          assert.equal(complaints, '');
          const rate = format.sampleRate ?? 8000;
          const apart = await Promise.all(
            some(files[kind], 5).pieces.map((piece) => decode(piece, 'wav', rate)),
          );
          const expected = some(
            apart.map((piece) => piece.samples),
            count,
          ).pieces;
          assert.ok(samples.equals(Buffer.concat(expected)));
          const { streams, seconds: probed } = await probe(whole, 'wav');
          assert.equal(streams, 1);
          assertNear(probed, seconds, 0.001);
        });
      }
    }

    it('leaves out chunks after the samples of a piece', async () => {
      const [wav = Buffer.alloc(0)] = files.wav;
      const tail = Buffer.from('LIST\x04\0\0\0INFO', 'latin1');
      const whole = await joined(WAV, [Buffer.concat([wav, tail]), wav], [1000]);
      assert.deepEqual(whole, Buffer.concat([wav, wav.subarray(44)]));
    });

    it('takes a piece without a header for samples', async () => {
      const [wav = Buffer.alloc(0)] = files.wav;
      const whole = await joined(WAV, [wav, wav.subarray(44)], [1000]);
      assert.deepEqual(whole, Buffer.concat([wav, wav.subarray(44)]));
    });
  });

  describe('of MP3', () => {
    for (const kind of ['mp3', 'mp3WithTags'] as const) {
      for (const count of [2, 25]) {
        it(`plays ${count} pieces of ${kind}`, async () => {
          const { pieces } = some(files[kind], count);
          const whole = await joined(MP3, pieces);
          for (const tag of ['ID3', 'TAG', 'Xing', 'Info']) assert.ok(!whole.includes(tag), tag);
          const seconds = sum(pieces.map((piece) => secondsOf(MP3, piece)));
          assertNear(secondsOf(MP3, whole), seconds, 0.001);
          const { streams, codec, seconds: probed } = await probe(whole, 'mp3');
          assert.deepEqual([streams, codec], [1, 'mp3']);
          assertNear(probed, seconds, 0.06);
          const { samples, complaints } = await decode(whole, 'mp3', 22050);
          assert.equal(complaints, '');
          assertNear(samples.length / 2 / 22050, seconds, 0.06);
        });
      }
    }

    it('removes APE tags, ID3v2 with a footer, and a Fraunhofer header', async () => {
      const [mp3 = Buffer.alloc(0)] = files.mp3;
      const footer = Buffer.from('49443304001000000000', 'hex');
      const id3 = Buffer.concat([footer, Buffer.from('33444904001000000000', 'hex')]);
      const ape = (flags: number) => {
        const part = Buffer.alloc(32);
        part.write('APETAGEX');
        part.writeUInt32LE(32 + 20, 12);
        part.writeUInt32LE(flags, 20);
        return part;
      };
      const tag = Buffer.concat([ape(0xa0000000), Buffer.alloc(20, 0xff), ape(0x80000000)]);
      const vbri = Buffer.from(mp3.subarray(0, 156));
      vbri.write('VBRI', 36);
      const whole = await joined(MP3, [Buffer.concat([id3, vbri, mp3, tag]), mp3]);
      assert.ok(whole.equals(Buffer.concat([mp3, mp3])));
    });

    it('drops a frame that is not complete at the end of a piece', async () => {
      const [mp3 = Buffer.alloc(0)] = files.mp3;
      const whole = await joined(MP3, [Buffer.concat([mp3, mp3.subarray(0, 100)]), mp3], [99]);
      assert.ok(whole.equals(Buffer.concat([mp3, mp3])));
    });

    it('leaves one piece as it is', async () => {
      const [mp3 = Buffer.alloc(0)] = files.mp3WithTags;
      assert.ok((await joined(MP3, [mp3])).equals(mp3));
    });

    it('passes on bytes it does not understand', async () => {
      const pieces = [Buffer.from('This is no MP3 at all, '), Buffer.from('and I mean it.')];
      assert.deepEqual(await joined(MP3, pieces, [5]), Buffer.concat(pieces));
    });
  });

  describe('of AAC', () => {
    for (const count of [2, 25]) {
      it(`plays ${count} pieces, stray tags removed`, async () => {
        const id3 = Buffer.from('4944330400000000000500ffff00ff', 'hex');
        const { pieces } = some(files.aac, count);
        const whole = await joined(
          AAC,
          pieces.map((piece) => Buffer.concat([id3, piece])),
        );
        assert.ok(whole.equals(Buffer.concat(pieces)));
        const seconds = sum(pieces.map((piece) => secondsOf(AAC, piece)));
        assertNear(secondsOf(AAC, whole), seconds, 0.001);
        const { streams, codec } = await probe(whole, 'aac');
        assert.deepEqual([streams, codec], [1, 'aac']);
        const { samples, complaints } = await decode(whole, 'aac', 22050);
        assert.equal(complaints, '');
        assertNear(samples.length / 2 / 22050, seconds, 0.06);
      });
    }
  });

  describe('of FLAC', () => {
    it('passes on one piece, and refuses several', async () => {
      const [flac = Buffer.alloc(0)] = files.flac;
      assert.ok((await joined(FLAC, [flac])).equals(flac));
      assert.throws(() => join(FLAC, piecesOf([[flac], [flac]]), 2), /FLAC/);
    });
  });

  for (const [name, format, kind] of [
    ['linear16', RAW, 'linear16'],
    ['WAV', WAV, 'wavWithList'],
    ['MP3', MP3, 'mp3WithTags'],
    ['AAC', AAC, 'aac'],
    ['Opus', OPUS, 'opus'],
  ] as const) {
    it(`gives the same ${name} however the pieces are cut`, async () => {
      const { pieces } = some(
        files[kind].toReversed().map((file) => Buffer.from(file)),
        2,
      );
      const expected = await joined(format, pieces, [100_000]);
      const property = fc.asyncProperty(chunkLengths, async (lengths) => {
        assert.ok((await joined(format, pieces, lengths)).equals(expected));
      });
      await fc.assert(property, { numRuns: 15 });
      for (const [index, piece] of pieces.entries())
        assert.ok(piece.equals(files[kind].at(-1 - index) ?? piece));
    });
  }

  it('does not hold back what can leave', async () => {
    for (const [format, kind, most] of [
      [RAW, 'linear16', 1],
      [WAV, 'wav', 1],
      [MP3, 'mp3', 157],
      [AAC, 'aac', 1000],
      [OPUS, 'opusShortPages', 2000],
    ] as const) {
      const { pieces } = some(files[kind], 2);
      let read = 0;
      let sent = 0;
      async function* counted(piece: Buffer): AsyncGenerator<Buffer> {
        for (const chunk of cut(piece, [301])) {
          // At this point all that could leave has left.
          assert.ok(read - sent <= most + 301, `${kind}: ${read - sent} bytes are held back`);
          read += chunk.length;
          yield chunk;
        }
      }
      async function* sources(): AsyncGenerator<AsyncIterable<Buffer>> {
        for (const piece of pieces) yield counted(piece);
      }
      for await (const chunk of join(format, sources(), pieces.length)) sent += chunk.length;
    }
  });

  it('throws what a source throws, after what came before', async () => {
    const failure = new Error('the connection broke');
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from([3, 4]);
      throw failure;
    }
    async function* sources(): AsyncGenerator<AsyncIterable<Buffer>> {
      yield stream([Buffer.from([1, 2])]);
      yield broken();
    }
    const came: Buffer[] = [];
    const iteration = async () => {
      for await (const chunk of join(RAW, sources(), 2)) came.push(chunk);
    };
    await assert.rejects(iteration, failure);
    assert.deepEqual([...Buffer.concat(came)], [1, 2, 3, 4]);
  });

  it('ends the sources when its own iteration is ended early', async () => {
    const ended: string[] = [];
    async function* source(): AsyncGenerator<Buffer> {
      try {
        while (true) yield Buffer.from([1, 2]);
      } finally {
        ended.push('piece');
      }
    }
    async function* sources(): AsyncGenerator<AsyncIterable<Buffer>> {
      try {
        while (true) yield source();
      } finally {
        ended.push('pieces');
      }
    }
    for await (const chunk of join(RAW, sources(), 9)) {
      assert.equal(chunk.length, 2);
      break;
    }
    assert.deepEqual(ended, ['piece', 'pieces']);
  });
});
