import type { IncomingMessage, ServerResponse } from 'node:http';
import { ANSWER } from '../listen.js';

/** Bytes of the recording that was taken last. */
export let takenBytes = 0;

/** Takes a recording, as fast as it comes, and answers with a transcript. */
export function takeRecording(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on('end', () => {
    takenBytes = bytes;
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': ANSWER.length,
      'dg-request-id': '5b1f7a52-5a4b-4a5e-9f2e-6f4f6f0c2b12',
    });
    response.end(ANSWER);
  });
}
