import { oggChecksum } from './checksum.js';
import { CAPTURE_PATTERN, HEADER_LENGTH, LONGEST_SEGMENT, NO_GRANULE } from './pages.js';

const MOST_SEGMENTS = 255;

/** A packet with the position at its end. */
export interface OggPacket {
  readonly bytes: Buffer;
  readonly granule: number;
}

/** Writes one logical stream. */
export interface PageWriter {
  /**
   * Puts whole packets on a page of their own, or on several where one can't hold them.
   *
   * @param isLast - The stream ends with these packets.
   */
  write(packets: readonly OggPacket[], isLast: boolean): Buffer;
}

/** @param serial - What tells this logical stream from others. */
export function createPageWriter(serial: number): PageWriter {
  let sequence = 0;

  return {
    write(packets, isLast) {
      const pages: Buffer[] = [];
      let segments: number[] = [];
      let body: Buffer[] = [];
      let granule = NO_GRANULE;
      let isContinued = false;

      function endPage(isLastPage: boolean): void {
        const flags = (isContinued ? 1 : 0) | (sequence === 0 ? 2 : 0) | (isLastPage ? 4 : 0);
        pages.push(writePage({ flags, granule, serial, sequence, segments, body }));
        sequence++;
        segments = [];
        body = [];
        granule = NO_GRANULE;
      }

      for (const packet of packets) {
        let written = 0;
        let segment: number;
        // A packet ends with a segment that is not full, if need be an empty one.
        do {
          if (segments.length === MOST_SEGMENTS) {
            endPage(false);
            isContinued = written > 0;
          }
          segment = Math.min(LONGEST_SEGMENT, packet.bytes.length - written);
          segments.push(segment);
          body.push(packet.bytes.subarray(written, written + segment));
          written += segment;
        } while (segment === LONGEST_SEGMENT);
        granule = BigInt(packet.granule);
      }
      endPage(isLast);
      return Buffer.concat(pages);
    },
  };
}

interface PageParts {
  readonly flags: number;
  readonly granule: bigint;
  readonly serial: number;
  readonly sequence: number;
  readonly segments: readonly number[];
  readonly body: readonly Buffer[];
}

function writePage({ flags, granule, serial, sequence, segments, body }: PageParts): Buffer {
  const header = Buffer.alloc(HEADER_LENGTH);
  header.write(CAPTURE_PATTERN, 'latin1');
  header.writeUInt8(flags, 5);
  header.writeBigInt64LE(granule, 6);
  header.writeUInt32LE(serial, 14);
  header.writeUInt32LE(sequence, 18);
  header.writeUInt8(segments.length, HEADER_LENGTH - 1);
  const page = Buffer.concat([header, Buffer.from(segments), ...body]);
  page.writeUInt32LE(oggChecksum(page), 22);
  return page;
}
