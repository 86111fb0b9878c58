import { createPacketReader, type OggPage } from '../ogg/pages.js';
import { packetSamples, readPreSkip } from './packets.js';

/** A packet of sound. */
export interface OpusPacket {
  readonly bytes: Buffer;
  /** How long it is, in samples at 48 kHz. */
  readonly samples: number;
}

/** One logical stream of Ogg Opus that comes in. */
export interface OpusLink {
  readonly serial: number;
  /** OpusHead and OpusTags, as far as they are here. */
  readonly headers: readonly Buffer[];
  /** @returns The packets of sound that end on its next page; undefined where the stream is not Opus. */
  read(page: OggPage): OpusPacket[] | undefined;
  /** Samples at 48 kHz that are left out at the beginning. */
  preSkip(): number;
  /** Samples at 48 kHz that are to be heard of what has been read; fewer than are in the packets. */
  heard(): number;
}

/** @param serial - What tells the pages of this stream from others. */
export function createOpusLink(serial: number): OpusLink {
  const packets = createPacketReader();
  const headers: Buffer[] = [];
  let samples = 0;
  // Positions in samples. A stream cut out of a broadcast does not begin at 0 (RFC 7845, section 4.3).
  let begin: number | undefined;
  let end: number | undefined;

  function preSkip(): number {
    const [head] = headers;
    return (head && readPreSkip(head)) ?? 0;
  }

  return {
    serial,
    headers,
    preSkip,
    read(page) {
      const sound: OpusPacket[] = [];
      for (const bytes of packets.read(page)) {
        if (headers.length === 0 && readPreSkip(bytes) === undefined) return undefined;
        // A copy: what it lies in may have left, and may be written into.
        if (headers.length < 2) headers.push(Buffer.from(bytes));
        else sound.push({ bytes, samples: packetSamples(bytes) });
      }
      samples += sound.reduce((sum, packet) => sum + packet.samples, 0);
      if (page.granule !== undefined && sound.length > 0) {
        begin ??= Math.max(0, page.granule - samples);
        end = page.granule;
      }
      return sound;
    },
    heard() {
      const length = begin === undefined || end === undefined ? samples : Math.min(end - begin, samples);
      return Math.max(0, length - preSkip());
    },
  };
}
