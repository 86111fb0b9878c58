import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AudioFormat } from '../../src/audio/format.js';
import { decode, probe } from '../helpers/ffmpeg.js';
import { assertNear, joined, secondsOf } from './chunks.js';
import { encoded, type Kind, some } from './encoded.js';
import { CONTINUED, FIRST, LAST, readPages, repage, writePage } from './ogg-pages.js';

const OPUS: AudioFormat = { encoding: 'opus', container: 'ogg', sampleRate: 48000 };

interface OpusPiece {
  readonly packets: number;
  readonly preSkip: number;
  /** Samples to be left out at the end. */
  readonly padding: number;
  readonly perPage: number;
}

const opusPiece = fc.record<OpusPiece>({
  packets: fc.integer({ min: 8, max: 60 }),
  preSkip: fc.constantFrom(0, 120, 312, 960, 3840),
  padding: fc.integer({ min: 0, max: 959 }),
  perPage: fc.integer({ min: 1, max: 60 }),
});

const heard = ({ packets, preSkip, padding }: OpusPiece) => packets * 960 - preSkip - padding;

// Packets of 20 ms (CELT, one frame) with nothing in them.
function writePiece({ packets, preSkip, padding, perPage }: OpusPiece, start = 0): Buffer {
  const serial = packets;
  const page = (sequence: number, flags: number, granule: number, segments: number[], body: Buffer) =>
    writePage({ sequence, flags, granule: BigInt(granule), serial, segments, body });
  const head = Buffer.from('OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0', 'latin1');
  head.writeUInt16LE(preSkip, 10);
  const tags = Buffer.from('OpusTags\0\0\0\0\0\0\0\0', 'latin1');
  const pages = [page(0, FIRST, 0, [head.length], head), page(1, 0, 0, [tags.length], tags)];
  for (let at = 0; at < packets; at += perPage) {
    const count = Math.min(perPage, packets - at);
    const isLast = at + perPage >= packets;
    const granule = start + (at + count) * 960 - (isLast ? padding : 0);
    const body = Buffer.alloc(count * 2, Buffer.from([0xf8, 0]));
    pages.push(page(pages.length, isLast ? LAST : 0, granule, Array(count).fill(2), body));
  }
  return Buffer.concat(pages);
}

describe('join of Ogg Opus', () => {
  let files: Record<Kind, Buffer[]>;

  before(async () => {
    files = await encoded();
  });

  for (const kind of ['opus', 'opusShortPages'] as const) {
    for (const count of [2, 25]) {
      it(`plays ${count} pieces of ${kind}, exactly as long as they are`, async () => {
        const { pieces, seconds } = some(files[kind], count);
        const whole = await joined(OPUS, pieces);
        assertNear(secondsOf(OPUS, whole), seconds, 0.0005);
        const { streams, codec, seconds: probed } = await probe(whole, 'ogg');
        assert.deepEqual([streams, codec], [1, 'opus']);
        assertNear(probed, seconds, 0.06);
        const { samples, complaints } = await decode(whole, 'ogg', 48000);
        assert.equal(complaints, '');
        assertNear(samples.length / 2 / 48000, seconds, 0.02);
      });
    }
  }

  it('keeps to the rules of one logical stream', async () => {
    const { pieces } = some(files.opusShortPages, 25);
    const pages = readPages(await joined(OPUS, pieces));
    const [head, tags] = pages;
    assert.ok(head && tags);
    assert.equal(head.body.toString('latin1', 0, 8), 'OpusHead');
    assert.equal(tags.body.toString('latin1', 0, 8), 'OpusTags');
    assert.deepEqual([head.granule, tags.granule], [0n, 0n]);
    const [firstOfAll] = readPages(pieces[0] ?? Buffer.alloc(0));
    let granule = 0n;
    for (const [index, page] of pages.entries()) {
      assert.equal(page.serial, firstOfAll?.serial);
      assert.equal(page.sequence, index);
      assert.equal((page.flags & FIRST) !== 0, index === 0);
      assert.equal((page.flags & LAST) !== 0, index === pages.length - 1);
      assert.ok(page.granule >= granule);
      granule = page.granule;
    }
  });

  it('is never shorter than the pieces so far, nor longer by a packet, and in the end as long as they are', async () => {
    const property = fc.asyncProperty(fc.array(opusPiece, { minLength: 2, maxLength: 25 }), async (parts) => {
      const pages = readPages(
        await joined(
          OPUS,
          parts.map((part) => writePiece(part)),
        ),
      );
      const [head] = pages;
      assert.ok(head);
      const preSkip = head.body.readUInt16LE(10);
      const due = parts.reduce((samples, part) => samples + heard(part), 0);
      const played =
        pages.slice(2).reduce((count, { segments }) => count + segments.length, 0) * 960 - preSkip;
      assert.ok(played >= due && played < due + 960, `${played} played, ${due} due`);
      assert.equal(Number(pages.at(-1)?.granule) - preSkip, due);
    });
    // What is too long amounts to exactly one packet in the end.
    const exact = [
      { packets: 8, preSkip: 0, padding: 633, perPage: 1 },
      { packets: 8, preSkip: 312, padding: 821, perPage: 1 },
      { packets: 8, preSkip: 0, padding: 612, perPage: 1 },
      { packets: 8, preSkip: 0, padding: 489, perPage: 1 },
      { packets: 8, preSkip: 0, padding: 13, perPage: 1 },
    ];
    await fc.assert(property, { numRuns: 100, examples: [[exact]] });
  });

  it('begins where a stream cut out of a broadcast begins', async () => {
    const part = { packets: 10, preSkip: 312, padding: 500, perPage: 4 };
    const whole = await joined(OPUS, [writePiece(part), writePiece(part, 123_456)]);
    assert.equal(Number(readPages(whole).at(-1)?.granule) - 312, 2 * heard(part));
  });

  it('puts packets together that go across pages', async () => {
    const { pieces } = some(files.opusShortPages, 5);
    const across = pieces.map((piece) => repage(piece, 7));
    assert.ok(readPages(across[0] ?? Buffer.alloc(0)).some(({ flags }) => (flags & CONTINUED) !== 0));
    const decoded = (whole: Buffer) => decode(whole, 'ogg', 48000);
    const expected = await decoded(await joined(OPUS, pieces));
    const actual = await decoded(await joined(OPUS, across));
    assert.equal(actual.complaints, '');
    assert.ok(actual.samples.equals(expected.samples));
  });

  it('writes packets that go across pages', async () => {
    const [opus = Buffer.alloc(0)] = files.opus;
    const pages = readPages(opus);
    const [head, tags] = pages;
    assert.ok(head && tags);
    const long = Buffer.alloc(70_000, 'OpusTags');
    const lacing = [...Array(Math.floor(long.length / 255)).fill(255), long.length % 255];
    const withLongTags = Buffer.concat([
      writePage(head),
      writePage({
        ...tags,
        granule: -1n,
        segments: lacing.slice(0, 255),
        body: long.subarray(0, 255 * 255),
      }),
      writePage({ ...tags, flags: CONTINUED, segments: lacing.slice(255), body: long.subarray(255 * 255) }),
      ...pages.slice(2).map(writePage),
    ]);
    const [, first, second, third] = readPages(await joined(OPUS, [withLongTags, opus]));
    assert.ok(first && second && third);
    assert.deepEqual([first.flags, first.granule, first.segments.length], [0, -1n, 255]);
    assert.deepEqual([second.flags, second.granule], [CONTINUED, 0n]);
    assert.ok(Buffer.concat([first.body, second.body]).equals(long));
    assert.equal(third.flags, 0);
  });

  it('takes a piece that is several streams in a row for several pieces', async () => {
    const { pieces } = some(files.opus, 4);
    const chained = Buffer.concat(pieces.slice(0, 3));
    const whole = await joined(OPUS, [chained, ...pieces.slice(3)]);
    assert.ok(whole.equals(await joined(OPUS, pieces)));
  });

  it('refuses what is no Ogg Opus', async () => {
    const [opus = Buffer.alloc(0)] = files.opus;
    await assert.rejects(joined(OPUS, [opus, Buffer.from('no Ogg')]), { code: 'PROTOCOL' });
  });
});
