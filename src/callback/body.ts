import type { IncomingMessage } from 'node:http';
import type { Budget } from './budget.js';

/** Why a body was not read. `gone`: the sender left, or we are stopping. `full`: too much is being read already. */
export type Unread = 'tooLarge' | 'tooSlow' | 'gone' | 'full';

/** What the bodies of an endpoint's deliveries may cost. */
export interface BodyLimits {
  /** Bytes that one may have. */
  readonly bytes: number;
  /** What all bodies together may take. */
  readonly budget: Budget;
}

/** The bodies that an endpoint is reading. */
export interface Bodies {
  /** Reads a body into memory. */
  read(request: IncomingMessage): Promise<Buffer | Unread>;
  /** Ends all reading. */
  close(): void;
}

/** Slower than this no delivery is: Deepgram sends from a data center. */
export const BODY_PACE = { windowMs: 10_000, windowBytes: 10_000 } as const;

/** How often one looks in a window; a body begins between two looks. */
const LOOKS = 4;

/** A body that is being read. */
interface Reading {
  length: number;
  /** Its lengths at the last looks, the oldest first. */
  readonly lengths: number[];
  end(outcome: Buffer | Unread): void;
}

/** Opens the reading of an endpoint's bodies. One timer watches over all: one for each would cost a delivery dearly. */
export function openBodies(limits: BodyLimits): Bodies {
  const readings = new Set<Reading>();
  let pace: NodeJS.Timeout | undefined;
  let isClosed = false;

  function look(): void {
    if (readings.size === 0) stopLooking();
    for (const reading of readings) {
      const { length, lengths } = reading;
      const before = lengths.length < LOOKS ? undefined : lengths.shift();
      lengths.push(length);
      if (before !== undefined && length - before < BODY_PACE.windowBytes) reading.end('tooSlow');
    }
  }

  function stopLooking(): void {
    clearInterval(pace);
    pace = undefined;
  }

  return {
    read(request) {
      if (request.readableEnded) return Promise.resolve(bodyAsParsed(request));
      if (isClosed || request.destroyed) return Promise.resolve('gone');
      pace ??= setInterval(look, BODY_PACE.windowMs / LOOKS);
      return readBody(request, limits, readings);
    },
    close() {
      isClosed = true;
      stopLooking();
      for (const { end } of readings) end('gone');
    },
  };
}

function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
  readings: Set<Reading>,
): Promise<Buffer | Unread> {
  const declared = Number(request.headers['content-length'] ?? Number.NaN);
  if (declared > limits.bytes) return Promise.resolve('tooLarge');
  // Where the length is told, nothing has to be joined; memory that is never written is not used.
  const whole = Number.isNaN(declared) ? undefined : Buffer.allocUnsafeSlow(declared);
  const share = limits.budget.open();
  if (!share.take(whole?.length ?? 0)) return Promise.resolve('full');

  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const reading: Reading = { length: 0, lengths: [], end };

    function add(chunk: Buffer): void {
      if (!readings.has(reading)) return;
      reading.length += chunk.length;
      if (reading.length > limits.bytes) end('tooLarge');
      else if (whole) chunk.copy(whole, reading.length - chunk.length);
      else if (share.take(chunk.length)) chunks.push(chunk);
      else end('full');
    }

    function complete(): void {
      if (!whole) end(Buffer.concat(chunks, reading.length));
      else end(reading.length === whole.length ? whole : 'gone');
    }

    function end(outcome: Buffer | Unread): void {
      if (!readings.delete(reading)) return;
      share.close();
      resolve(outcome);
    }

    readings.add(reading);
    // Listeners stay where they are: to take them away costs more than to be called for nothing.
    // An `error` that nobody listens to is not sent by requests of Node's server; `close` follows it.
    request
      .on('data', add)
      .on('end', complete)
      .on('close', () => end('gone'));
  });
}

/** A program that embeds Node-RED may have read the body already, as body parsers of Express do. */
function bodyAsParsed({ body }: IncomingMessage & { body?: unknown }): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
}
