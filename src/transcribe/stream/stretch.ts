import type { LiveAudio } from './wish.js';

/** A stretch of audio. */
export interface Stretch {
  readonly bytes: Uint8Array;
  /** Bytes of the session before it. */
  readonly at: number;
  /** ms of the session before it. */
  readonly start: number;
  readonly ms: number;
}

/** What of a stretch lies behind so many of its bytes. */
export function behind<S extends Stretch>(stretch: S, count: number): S {
  const ms = msOf(stretch, count);
  return {
    ...stretch,
    bytes: stretch.bytes.subarray(count),
    at: stretch.at + count,
    start: stretch.start + ms,
    ms: stretch.ms - ms,
  };
}

/** So many bytes from the beginning of a stretch. */
export function upTo({ bytes, at, start, ms }: Stretch, count: number): Stretch {
  if (count >= bytes.length) return { bytes, at, start, ms };
  return { bytes: bytes.subarray(0, count), at, start, ms: msOf({ bytes, ms }, count) };
}

/**
 * Bytes of a stretch that lie before a point in time, up to a whole sample of all channels: what comes next begins
 * with one, however the messages were cut. What is compressed can't be cut: it lies before as a whole, or not at all.
 *
 * @param until - ms of the session
 */
export function bytesBefore(stretch: Stretch, until: number, { byteRate, block }: LiveAudio): number {
  const { bytes, at, start, ms } = stretch;
  if (!byteRate) return start + ms <= until ? bytes.length : 0;
  const cut = Math.round((until * byteRate) / 1000 / block) * block;
  return Math.min(bytes.length, Math.max(0, cut - at));
}

/** Bytes that begin in the middle of a sample, at the beginning of a stretch. */
export function tornBytes({ bytes, at }: Stretch, { byteRate, block }: LiveAudio): number {
  return byteRate ? Math.min(bytes.length, (block - (at % block)) % block) : 0;
}

function msOf({ bytes, ms }: Pick<Stretch, 'bytes' | 'ms'>, count: number): number {
  return bytes.length === 0 ? 0 : (ms * count) / bytes.length;
}
