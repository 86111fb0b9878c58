import type { Announcement, Kept } from '../announcement.js';

/** Bytes of the pieces in which kept audio is handed on: half a second of the largest format, seconds of others. */
const PIECE_BYTES = 32 * 1024;

/** Speech that was kept. Its chunks are parts of what is kept: whoever hands them on copies them. */
export function fromKept({ about, audio }: Kept): Announcement {
  const { format, contentType, description } = about;
  return {
    format,
    contentType,
    audio: inPieces(audio),
    describe: () => ({ ...description, cached: true, firstByteMs: 0, requests: 0 }),
  };
}

async function* inPieces(audio: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < audio.length; at += PIECE_BYTES) yield audio.subarray(at, at + PIECE_BYTES);
}
