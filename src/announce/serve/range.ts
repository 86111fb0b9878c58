/** A part of a file: its first and its last byte. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a Range header (RFC 9110, section 14).
 *
 * @param size - bytes of the whole
 * @returns `none` where the whole is to be sent: without a header, for one that can't be read, and for several
 *   ranges; `unsatisfiable` where none of what is asked for is there
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'none' | 'unsatisfiable' {
  const [, from, to] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return 'none';
  if (from === '') return rangeOf(Math.max(0, size - Number(to)), size - 1);
  const first = Number(from);
  const last = to === '' ? size - 1 : Number(to);
  // `bytes=5-2` is no range.
  if (to !== '' && last < first) return 'none';
  return rangeOf(first, Math.min(last, size - 1));
}

function rangeOf(first: number, last: number): ByteRange | 'unsatisfiable' {
  return first > last ? 'unsatisfiable' : { first, last };
}
