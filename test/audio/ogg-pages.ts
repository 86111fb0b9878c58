import assert from 'node:assert/strict';

export interface Page {
  readonly flags: number;
  readonly granule: bigint;
  readonly serial: number;
  readonly sequence: number;
  readonly segments: number[];
  readonly body: Buffer;
}

export const CONTINUED = 1;
export const FIRST = 2;
export const LAST = 4;

/** Reads a file that is Ogg pages and nothing else, checksums included; written from RFC 3533 for the tests alone. */
export function readPages(ogg: Buffer): Page[] {
  const pages: Page[] = [];
  for (let at = 0; at < ogg.length; ) {
    assert.equal(ogg.toString('latin1', at, at + 5), 'OggS\0');
    const count = ogg.readUInt8(at + 26);
    const segments = [...ogg.subarray(at + 27, at + 27 + count)];
    const end = at + 27 + count + segments.reduce((sum, segment) => sum + segment, 0);
    const page = Buffer.from(ogg.subarray(at, end));
    const checksum = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    assert.equal(checksum, crc(page));
    pages.push({
      flags: page.readUInt8(5),
      granule: page.readBigInt64LE(6),
      serial: page.readUInt32LE(14),
      sequence: page.readUInt32LE(18),
      segments,
      body: page.subarray(27 + count),
    });
    at = end;
  }
  return pages;
}

/** Writes one page, its checksum included. */
export function writePage({ flags, granule, serial, sequence, segments, body }: Page): Buffer {
  const page = Buffer.alloc(27 + segments.length + body.length);
  page.write('OggS', 'latin1');
  page.writeUInt8(flags, 5);
  page.writeBigInt64LE(granule, 6);
  page.writeUInt32LE(serial, 14);
  page.writeUInt32LE(sequence, 18);
  page.writeUInt8(segments.length, 26);
  page.set(segments, 27);
  page.set(body, 27 + segments.length);
  page.writeUInt32LE(crc(page), 22);
  return page;
}

/** Moves the ends of pages to every `segments` segments, so that packets go across them. */
export function repage(ogg: Buffer, segments: number): Buffer {
  const [head, tags, ...sound] = readPages(ogg);
  assert.ok(head && tags);
  const all = sound.flatMap(({ segments, body, granule, flags }) => {
    let at = 0;
    return segments.map((length, index) => {
      at += length;
      const isEnd = index === segments.length - 1;
      return { length, bytes: body.subarray(at - length, at), ...(isEnd && { granule, flags }) };
    });
  });
  const pages = [head, tags];
  for (let at = 0; at < all.length; at += segments) {
    const part = all.slice(at, at + segments);
    const isContinued = at > 0 && all[at - 1]?.length === 255;
    // Positions are known at the ends of the old pages alone; -1 elsewhere is what a page without an end would say.
    const known = part.findLast(({ granule }) => granule !== undefined);
    pages.push({
      flags: (isContinued ? CONTINUED : 0) | (at + segments >= all.length ? LAST : 0),
      granule: part.at(-1) === known ? (known?.granule ?? -1n) : -1n,
      serial: head.serial,
      sequence: pages.length,
      segments: part.map(({ length }) => length),
      body: Buffer.concat(part.map(({ bytes }) => bytes)),
    });
  }
  return Buffer.concat(pages.map(writePage));
}

function crc(page: Buffer): number {
  let sum = 0;
  for (const byte of page) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}
