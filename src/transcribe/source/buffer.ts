import type { Upload } from '../../client/upload.js';

/** Audio that is in memory already. */
export function uploadOfBuffer(audio: Uint8Array): Upload {
  return {
    bytes: audio.length,
    isRepeatable: true,
    async *open() {
      yield audio;
    },
  };
}
