const BASE_MS = 500;
const CAP_MS = 30_000;

/**
 * How long to wait before the next try: full jitter, so that a hundred nodes that failed together do not
 * come back together.
 *
 * @param attempt - how many tries have failed, from 1
 * @returns milliseconds in [0, min(30 s, 500 ms x 2^(attempt - 1)))
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
}

/**
 * Reads a Retry-After header: seconds, or an HTTP date (RFC 9110, 10.2.3).
 *
 * @returns milliseconds from now, or undefined where the header says nothing readable
 */
export function retryAfter(header: string | undefined, now: number = Date.now()): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
