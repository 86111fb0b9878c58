import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { listenRequest } from '../listen.js';
import type { Peer } from '../peer.js';
import { sizeOf } from '../size-of.js';

/** As many bytes at once as deepgram-transcribe reads. */
const READ_BYTES = 256 * 1024;

export const peer: Peer = {
  title: 'undici alone, a read stream',
  async open(base) {
    const { Agent } = await import('undici');
    const dispatcher = new Agent();
    const { url, headers } = listenRequest(base);
    const { origin, pathname, search } = new URL(url);
    return async (onResult, file = '') => {
      const { size } = await stat(file);
      const { body } = await dispatcher.request({
        origin,
        path: pathname + search,
        method: 'POST',
        headers: { ...headers, 'content-length': String(size) },
        body: createReadStream(file, { highWaterMark: READ_BYTES }),
      });
      onResult(sizeOf(await body.json()));
    };
  },
};
