import { Readable } from 'node:stream';

/**
 * Starts reading a body before its turn, so that pieces of a long text are fetched side by side.
 *
 * @param limit - bytes that are kept at most; then the connection waits
 */
export function readAhead(body: AsyncIterable<Buffer>, limit: number): AsyncIterable<Buffer> {
  const ahead = Readable.from(body, { objectMode: false, highWaterMark: limit });
  // A failure is kept until its turn; without a listener it would end the process.
  ahead.on('error', () => undefined);
  ahead.read(0);
  return ahead;
}
