import type { IncomingMessage } from 'node:http';
import type { Budget } from './budget.js';

/** What the body of a delivery may cost. */
export interface BodyLimits {
  /** Bytes it may have. */
  readonly bytes: number;
  /** ms in which at least `windowBytes` must come, as long as it is not complete. */
  readonly windowMs: number;
  readonly windowBytes: number;
}

/** Why a body was not read. `gone`: the sender left, or we are stopping. `full`: too much is being read already. */
export type Unread = 'tooLarge' | 'tooSlow' | 'gone' | 'full';

/** Slower than this no delivery is: Deepgram sends from a data center. */
export const BODY_PACE = { windowMs: 10_000, windowBytes: 10_000 } as const;

/**
 * Reads a body into memory.
 *
 * @param budget - what all bodies together may take
 * @param signal - ends the reading
 */
export function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
  budget: Budget,
  signal: AbortSignal,
): Promise<Buffer | Unread> {
  if (request.readableEnded) return Promise.resolve(bodyAsParsed(request));
  const declared = Number(request.headers['content-length'] ?? Number.NaN);
  if (declared > limits.bytes) return Promise.resolve('tooLarge');
  // Where the length is told, nothing has to be joined; memory that is never written is not used.
  const whole = Number.isNaN(declared) ? undefined : Buffer.allocUnsafeSlow(declared);
  const share = budget.open();
  if (!share.take(whole?.length ?? 0)) return Promise.resolve('full');
  const chunks: Buffer[] = [];
  let length = 0;
  let lengthBefore = 0;

  return new Promise((resolve) => {
    const pace = setInterval(() => {
      if (length - lengthBefore < limits.windowBytes) end('tooSlow');
      lengthBefore = length;
    }, limits.windowMs);

    function add(chunk: Buffer): void {
      length += chunk.length;
      if (length > limits.bytes) end('tooLarge');
      else if (whole) chunk.copy(whole, length - chunk.length);
      else if (share.take(chunk.length)) chunks.push(chunk);
      else end('full');
    }

    function complete(): void {
      if (whole) end(length === whole.length ? whole : 'gone');
      else end(Buffer.concat(chunks, length));
    }

    function leave(): void {
      end('gone');
    }

    function end(outcome: Buffer | Unread): void {
      clearInterval(pace);
      share.close();
      request.off('data', add).off('end', complete).off('close', leave).off('error', leave);
      signal.removeEventListener('abort', leave);
      // Whoever left may still send an error.
      request.on('error', () => undefined);
      resolve(outcome);
    }

    request.on('data', add).on('end', complete).on('close', leave).on('error', leave);
    signal.addEventListener('abort', leave);
    if (signal.aborted || request.destroyed) leave();
  });
}

/** A program that embeds Node-RED may have read the body already, as body parsers of Express do. */
function bodyAsParsed({ body }: IncomingMessage & { body?: unknown }): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
}
