import type { IncomingMessage } from 'node:http';
import type { Budget } from './budget.js';

/** Why a body was not read. `gone`: the sender left, or we are stopping. `full`: too much is being read already. */
export type Unread = 'tooLarge' | 'tooSlow' | 'gone' | 'full';

/** A body in the pieces that it came in. */
export type Body = readonly Buffer[];

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
  read(request: IncomingMessage): Promise<Body | Unread>;
  /** Ends all reading. */
  close(): void;
}

/** Slower than this no delivery is: Deepgram sends from a data center. */
export const BODY_PACE = { windowMs: 10_000, windowBytes: 10_000 } as const;

/** How often one looks in a window; a body begins between two looks. */
const LOOKS = 4;

/** Bytes from which on a body is put where it will stay as it comes, if its length is told. */
const LARGE = 1024 * 1024;

/** A body that is being read. */
interface Reading {
  length: number;
  /** Its lengths at the last looks, the oldest first. */
  readonly lengths: number[];
  end(outcome: Body | Unread): void;
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
      if (request.readableEnded) return Promise.resolve([bodyAsParsed(request)]);
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
): Promise<Body | Unread> {
  const declared = Number(request.headers['content-length'] ?? Number.NaN);
  if (declared > limits.bytes) return Promise.resolve('tooLarge');
  const isDeclared = !Number.isNaN(declared);
  const share = limits.budget.open();
  if (isDeclared && !share.take(declared)) return Promise.resolve('full');
  // A large one is never there twice; memory that is never written is not used.
  const whole = declared > LARGE ? Buffer.allocUnsafeSlow(declared) : undefined;

  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const reading: Reading = { length: 0, lengths: [], end };

    function add(chunk: Buffer): void {
      if (!readings.has(reading)) return;
      reading.length += chunk.length;
      if (reading.length > limits.bytes) end('tooLarge');
      else if (whole) chunk.copy(whole, reading.length - chunk.length);
      else if (isDeclared || share.take(chunk.length)) chunks.push(chunk);
      else end('full');
    }

    function complete(): void {
      if (isDeclared && reading.length !== declared) end('gone');
      else end(whole ? [whole] : chunks);
    }

    function end(outcome: Body | Unread): void {
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

/** @returns all of a body, in memory of its own */
export function joined(body: Body): Buffer {
  const [first] = body;
  const isOwn = body.length === 1 && first?.length === first?.buffer.byteLength;
  return first && isOwn ? first : Buffer.concat(body);
}

/** @returns bytes that a body has */
export function lengthOf(body: Body): number {
  return body.reduce((length, piece) => length + piece.length, 0);
}

/** A program that embeds Node-RED may have read the body already, as body parsers of Express do. */
function bodyAsParsed({ body }: IncomingMessage & { body?: unknown }): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
}
