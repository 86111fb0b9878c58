import type { Joiner } from '../joiner.js';
import { createFrameReader, type Stretch, type Stretches } from './frames.js';
import { ADTS, MP3 } from './headers.js';

/**
 * Joins MP3 or AAC (ADTS): all whole frames with sound, one after another. Tags go, because players take one in the
 * middle for the end, or for the length of the whole; so does what follows the last frame without being one. Bytes
 * before the first frame stay: decoders skip them.
 */
export function createMpegJoiner(encoding: 'mp3' | 'aac'): Joiner {
  const reader = createFrameReader(encoding === 'mp3' ? MP3 : ADTS);
  let hasFrames = false;

  function isSound({ frame, isInfo }: Stretch): boolean {
    hasFrames ||= frame !== undefined;
    return frame ? !isInfo : !hasFrames;
  }

  // Neighbours leave in one chunk.
  function toChunks({ bytes, stretches }: Stretches): Buffer[] {
    const chunks: Buffer[] = [];
    let start = 0;
    let end = 0;
    for (const stretch of stretches) {
      if (!isSound(stretch)) continue;
      if (stretch.start !== end) {
        if (end > start) chunks.push(bytes.subarray(start, end));
        start = stretch.start;
      }
      end = stretch.end;
    }
    if (end > start) chunks.push(bytes.subarray(start, end));
    return chunks;
  }

  return {
    add: (chunk) => toChunks(reader.read(chunk)),
    endPiece() {
      const chunks = toChunks(reader.end());
      hasFrames = false;
      return chunks;
    },
    end: () => [],
  };
}
