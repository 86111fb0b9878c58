import { DeepgramError } from '../../client/errors.js';
import type { Joiner } from '../joiner.js';
import { createPageReader, type OggPage } from '../ogg/pages.js';
import { createPageWriter, type PageWriter } from '../ogg/write.js';
import { createOpusLink, type OpusLink, type OpusPacket } from './link.js';

/**
 * Joins Ogg Opus streams to one (RFC 3533, RFC 7845): headers once, one serial number, running page numbers and
 * positions.
 *
 * A packet can't be shortened, so that the samples to be left out (at the beginning of all streams but the first,
 * and at the end of all) are played. As soon as they amount to a packet, the last one of a stream is left out: what
 * is played is longer than the pieces by less than a packet (20 ms), and in the end exactly as long as they are.
 */
export function createOpusJoiner(): Joiner {
  let pages = createPageReader();
  let writer: PageWriter | undefined;
  let link: OpusLink | undefined;
  let isPageless = true;
  let isEmpty = true;
  // The last packets: whether they are left out is known when their stream ends, and one has to end the whole.
  const held: OpusPacket[] = [];
  // Positions in samples at 48 kHz: where what left ends, where what is held ends, where the ended pieces should end.
  let left = 0;
  let reached = 0;
  let due = 0;

  function readPage(page: OggPage): Buffer[] {
    isPageless = false;
    if (page.isFirst) {
      endLink();
      link = createOpusLink(page.serial);
    }
    if (link?.serial !== page.serial) return [];
    const packets = link.read(page);
    if (!packets) throw notOpus();
    const headers = writer ? [] : begin(link);
    held.push(...packets);
    reached += packets.reduce((sum, { samples }) => sum + samples, 0);
    return [...headers, ...release(reached - due - link.heard())];
  }

  // OpusHead has a page of its own, and so has OpusTags; both at position 0 (RFC 7845, section 3).
  function begin({ serial, headers: [head, tags], preSkip }: OpusLink): Buffer[] {
    if (!head || !tags) return [];
    due = preSkip();
    writer = createPageWriter(serial);
    const pageOf = (bytes: Buffer) => createPage([{ bytes, samples: 0 }], false);
    return [head, tags].map(pageOf);
  }

  // Keeps as many packets as may have to be left out, and one more, which is to end the whole.
  function release(excess: number): Buffer[] {
    let count = 0;
    let samples = reached - left;
    for (const packet of held.slice(0, -1)) {
      samples -= packet.samples;
      if (samples <= excess) break;
      count++;
    }
    return count > 0 ? [createPage(held.splice(0, count), false)] : [];
  }

  function createPage(packets: readonly OpusPacket[], isLast: boolean): Buffer {
    const end = isLast ? Math.max(left, Math.min(reached, due)) : Number.POSITIVE_INFINITY;
    const positioned = packets.map(({ bytes, samples }) => {
      left += samples;
      return { bytes, granule: Math.min(left, end) };
    });
    return writer?.write(positioned, isLast) ?? Buffer.alloc(0);
  }

  function endLink(): void {
    if (!link) return;
    due += link.heard();
    link = undefined;
    while (held.length > 1 && reached - due >= (held.at(-1)?.samples ?? 0)) {
      reached -= held.pop()?.samples ?? 0;
    }
  }

  return {
    add(chunk) {
      isEmpty &&= chunk.length === 0;
      return pages.read(chunk).flatMap(readPage);
    },
    endPiece() {
      if (isPageless && !isEmpty) throw notOpus();
      endLink();
      pages = createPageReader();
      isPageless = true;
      isEmpty = true;
      return [];
    },
    end: () => (writer ? [createPage(held, true)] : []),
  };
}

function notOpus(): DeepgramError {
  return new DeepgramError('PROTOCOL', 'answerNoAudio', { type: 'no Ogg Opus' });
}
