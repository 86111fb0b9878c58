import type { Upload } from '../../client/upload.js';

/** Bytes that are handed to the network at once, so that its progress can be seen. */
const PIECE_BYTES = 256 * 1024;

/** Audio that is in memory already. */
export function uploadOfBuffer(audio: Uint8Array): Upload {
  return {
    bytes: audio.length,
    isRepeatable: true,
    async *open() {
      for (let start = 0; start < audio.length; start += PIECE_BYTES) {
        yield audio.subarray(start, start + PIECE_BYTES);
      }
    },
  };
}
