/** Bytes that tell every kind of tag, and how long it is. */
export const TAG_HEADER_LENGTH = 32;

/** Bytes that a tag can begin with. */
export const TAG_FIRST_BYTES: readonly number[] = [...Buffer.from('ITA')];

/**
 * Length in bytes of the tag at `at`, 0 where there is none: ID3v2, ID3v1 and its extension, APE.
 *
 * @param bytes - At the end of a piece, fewer than {@link TAG_HEADER_LENGTH} may be left.
 */
export function tagLength(bytes: Buffer, at: number): number {
  const is = (name: string) => bytes.toString('latin1', at, at + name.length) === name;
  const left = bytes.length - at;
  if (is('ID3') && left >= 10) return id3v2Length(bytes, at);
  if (is('TAG+')) return 227;
  if (is('TAG')) return 128;
  if (is('APETAGEX') && left >= TAG_HEADER_LENGTH) return apeLength(bytes, at);
  return 0;
}

// id3.org/id3v2.4.0-structure, 3.1: seven bits of each byte count; a footer is not counted.
function id3v2Length(bytes: Buffer, at: number): number {
  const size = [...bytes.subarray(at + 6, at + 10)];
  if (size.some((byte) => byte > 127)) return 0;
  const hasFooter = (bytes.readUInt8(at + 5) & 0x10) !== 0;
  return 10 + size.reduce((sum, byte) => sum * 128 + byte, 0) + (hasFooter ? 10 : 0);
}

// wiki.hydrogenaud.io "APEv2": the size counts items and footer, not the header; a footer found alone ends here.
function apeLength(bytes: Buffer, at: number): number {
  const isHeader = (bytes.readUInt32LE(at + 20) & 0x20000000) !== 0;
  return TAG_HEADER_LENGTH + (isHeader ? bytes.readUInt32LE(at + 12) : 0);
}
