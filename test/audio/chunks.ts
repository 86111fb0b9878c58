import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AudioFormat } from '../../src/audio/format.js';
import { join } from '../../src/audio/join.js';
import { createMeter } from '../../src/audio/measure.js';

/** Cuts bytes into chunks of these lengths, again and again. */
export function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? bytes.length;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

/** Lengths of chunks as a network may cut them: tiny ones, and large ones. */
export const chunkLengths = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5000 })),
  {
    minLength: 1,
    maxLength: 8,
  },
);

/** Hands out what is in the lists, as a source that takes its time. */
export async function* piecesOf(
  pieces: readonly (readonly Buffer[])[],
): AsyncGenerator<AsyncGenerator<Buffer>> {
  for (const piece of pieces) yield stream(piece);
}

export async function* stream(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

/** All that an iteration gives. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** What leaves when the pieces come in chunks of these lengths. */
export function chunksOf(
  format: AudioFormat,
  pieces: readonly Buffer[],
  lengths: readonly number[] = [4096],
) {
  return all(join(format, piecesOf(pieces.map((piece) => cut(piece, lengths))), pieces.length));
}

/** The same as one Buffer. */
export async function joined(
  format: AudioFormat,
  pieces: readonly Buffer[],
  lengths?: readonly number[],
): Promise<Buffer> {
  return Buffer.concat(await chunksOf(format, pieces, lengths));
}

/** Seconds as our own meter tells them. */
export function secondsOf(format: AudioFormat, audio: Buffer): number {
  const meter = createMeter(format);
  meter.add(audio);
  return meter.seconds() ?? Number.NaN;
}

export function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}
