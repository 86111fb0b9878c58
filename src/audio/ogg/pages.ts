import { createCarry } from '../carry.js';

/** A page of an Ogg stream (RFC 3533, section 6). */
export interface OggPage {
  /** The first segments belong to a packet that began on an earlier page. */
  readonly isContinued: boolean;
  /** Beginning of a logical stream. */
  readonly isFirst: boolean;
  /** Position at the end of the last packet that ends on the page; undefined where none does. */
  readonly granule: number | undefined;
  readonly serial: number;
  /** Lengths in bytes of the segments. */
  readonly segments: readonly number[];
  readonly body: Buffer;
}

/** How a page begins (RFC 3533, section 6). */
export const CAPTURE_PATTERN = 'OggS';
/** Bytes of a page before the lengths of its segments. */
export const HEADER_LENGTH = 27;
/** Length in bytes of a segment that is not the last one of its packet. */
export const LONGEST_SEGMENT = 255;
/** Position of a page on which no packet ends. */
export const NO_GRANULE = -1n;

/** Finds the pages in a stream of bytes; what is no page is skipped. */
export function createPageReader(): { read(chunk: Buffer): OggPage[] } {
  const carry = createCarry();

  function read(chunk: Buffer): OggPage[] {
    const bytes = carry.take(chunk);
    if (!bytes) return [];
    const pages: OggPage[] = [];
    let at = 0;
    while (true) {
      const found = bytes.indexOf(CAPTURE_PATTERN, at, 'latin1');
      // The beginning of a page may be among the last bytes.
      at = found < 0 ? Math.max(at, bytes.length - CAPTURE_PATTERN.length + 1) : found;
      const length = found < 0 ? CAPTURE_PATTERN.length : pageLength(bytes, at);
      if (at + length > bytes.length) {
        carry.keep(bytes.subarray(at), length);
        return pages;
      }
      pages.push(toPage(bytes.subarray(at, at + length)));
      at += length;
    }
  }

  return { read };
}

// As far as the bytes tell: those of the header at least.
function pageLength(bytes: Buffer, at: number): number {
  const body = at + HEADER_LENGTH + (bytes[at + HEADER_LENGTH - 1] ?? 0);
  if (body > bytes.length) return body - at;
  return bytes.subarray(at + HEADER_LENGTH, body).reduce((sum, segment) => sum + segment, body - at);
}

function toPage(bytes: Buffer): OggPage {
  const flags = bytes.readUInt8(5);
  const granule = bytes.readBigInt64LE(6);
  const bodyStart = HEADER_LENGTH + bytes.readUInt8(HEADER_LENGTH - 1);
  return {
    isContinued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    granule: granule === NO_GRANULE ? undefined : Number(granule),
    serial: bytes.readUInt32LE(14),
    segments: [...bytes.subarray(HEADER_LENGTH, bodyStart)],
    body: bytes.subarray(bodyStart),
  };
}

/** Takes the packets out of the pages of one logical stream, in order. A packet with a part missing is left out. */
export function createPacketReader(): { read(page: OggPage): Buffer[] } {
  let begun: Buffer | undefined;

  function read({ isContinued, segments, body }: OggPage): Buffer[] {
    const packets: Buffer[] = [];
    let isWhole = !isContinued || begun !== undefined;
    if (!isContinued) begun = undefined;
    let start = 0;
    let end = 0;
    for (const segment of segments) {
      end += segment;
      if (segment === LONGEST_SEGMENT) continue;
      const part = body.subarray(start, end);
      if (isWhole) packets.push(begun ? Buffer.concat([begun, part]) : part);
      begun = undefined;
      isWhole = true;
      start = end;
    }
    const part = body.subarray(start, end);
    if (isWhole && segments.at(-1) === LONGEST_SEGMENT) {
      begun = Buffer.concat([begun ?? Buffer.alloc(0), part]);
    }
    return packets;
  }

  return { read };
}
