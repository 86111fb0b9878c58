import { createCarry } from '../carry.js';
import type { FrameHeader, FrameSyntax } from './headers.js';
import { TAG_FIRST_BYTES, TAG_HEADER_LENGTH, tagLength } from './tags.js';

/** A stretch of a stream of MPEG audio: one whole frame, or bytes that are neither a frame nor a tag. */
export interface Stretch {
  /** Offsets in the bytes it was found in. */
  readonly start: number;
  readonly end: number;
  /** Absent where it is no frame. */
  readonly frame?: FrameHeader;
  /** True for the first frame if it describes the file and holds no sound. */
  readonly isInfo: boolean;
}

/** Finds the frames in a stream, from its headers alone. */
export interface FrameReader {
  /** @param chunk - The next bytes; those of a frame not complete yet are kept. */
  read(chunk: Buffer): Stretches;
  /** The stream has ended: what is left. A frame that is not complete is not among it. The next one may begin. */
  end(): Stretches;
}

/** What was found in some bytes. */
export interface Stretches {
  readonly bytes: Buffer;
  /** In order; between them are tags. */
  readonly stretches: readonly Stretch[];
}

const NONE: Stretches = { bytes: Buffer.alloc(0), stretches: [] };
const SYNC = 0xff;

/**
 * A reader for one stream after another. A stream may begin with a frame or a tag; where neither is, it looks for the
 * next frame that another one follows.
 */
export function createFrameReader(syntax: FrameSyntax): FrameReader {
  const carry = createCarry();
  let tagLeft = 0;
  let isFirstFrame = true;
  // In step, a header is believed; out of step, only if the next frame begins where it says.
  let isInStep = true;

  function readAll(bytes: Buffer, isLast: boolean): Stretches {
    const stretches: Stretch[] = [];
    let at = 0;

    function needs(length: number): boolean {
      if (isLast || bytes.length - at >= length) return false;
      carry.keep(bytes.subarray(at), length);
      return true;
    }

    while (at < bytes.length) {
      if (tagLeft > 0) {
        const skipped = Math.min(tagLeft, bytes.length - at);
        tagLeft -= skipped;
        at += skipped;
        continue;
      }
      if (bytes[at] === SYNC) {
        if (needs(syntax.headerLength)) break;
        const frame = readHeader(bytes, at);
        if (frame) {
          if (needs(isInStep ? frame.length : frame.length + syntax.headerLength)) break;
          const end = at + frame.length;
          // The stream ends in a frame: a decoder would take the rest from what follows.
          if (isInStep && end > bytes.length) break;
          if (isInStep || end === bytes.length || readHeader(bytes, end)?.sampleRate === frame.sampleRate) {
            const isInfo = isFirstFrame && syntax.isInfo(bytes.subarray(at, end));
            stretches.push({ start: at, end, frame, isInfo });
            isFirstFrame = false;
            isInStep = true;
            at = end;
            continue;
          }
        }
      } else if (TAG_FIRST_BYTES.includes(bytes[at] ?? 0)) {
        if (needs(TAG_HEADER_LENGTH)) break;
        tagLeft = tagLength(bytes, at);
        isInStep ||= tagLeft > 0;
        if (tagLeft > 0) continue;
      }
      isInStep = false;
      const start = at++;
      while (at < bytes.length && bytes[at] !== SYNC && !TAG_FIRST_BYTES.includes(bytes[at] ?? 0)) at++;
      stretches.push({ start, end: at, isInfo: false });
    }
    return { bytes, stretches };
  }

  function readHeader(bytes: Buffer, at: number): FrameHeader | undefined {
    return at + syntax.headerLength <= bytes.length ? syntax.read(bytes, at) : undefined;
  }

  return {
    read(chunk) {
      const bytes = carry.take(chunk);
      return bytes ? readAll(bytes, false) : NONE;
    },
    end() {
      const rest = readAll(carry.takeRest(), true);
      tagLeft = 0;
      isFirstFrame = true;
      isInStep = true;
      return rest;
    },
  };
}
