import type { IncomingMessage } from 'node:http';

/** Deepgram's limit for a text-to-speech body is "2 MB"; whether that is 10^6 or 2^20 is not published. */
const LIMIT = 2 * 1024 * 1024;

/** The body of a request; `undefined` when it is larger than 2 MB. */
export type Body = Buffer | undefined;

/**
 * Reads the body to its end, or up to the limit; the rest of a larger one is thrown away while the answer
 * goes out already. Rejects when the client leaves before it has sent everything.
 */
export function readBody(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    request.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length <= LIMIT) pieces.push(piece);
      else resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(pieces)));
    request.on('close', () => reject(new Error('The client left before its request was complete.')));
    request.on('error', reject);
  });
}
