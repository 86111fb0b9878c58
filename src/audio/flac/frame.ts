/** What the header of a frame of FLAC says. */
export interface FlacFrame {
  /** Of the frame or, where frames differ in size, of its first sample; counted from 0. */
  readonly number: number;
  readonly isVariable: boolean;
  /** Samples per channel. */
  readonly samples: number;
}

/**
 * Reads a frame's header (RFC 9639, section 9.1), the checksum included.
 *
 * @param at - Where a byte of 255 is.
 * @returns undefined where there is no header, `incomplete` where `bytes` end too early to tell.
 */
export function readFlacFrame(bytes: Buffer, at: number): FlacFrame | 'incomplete' | undefined {
  const [, sync, sizes, , first] = bytes.subarray(at, at + 5);
  if (sync !== undefined && (sync & 0xfe) !== 0xf8) return undefined;
  if (sync === undefined || sizes === undefined || first === undefined) return 'incomplete';
  const numberLength = first < 0x80 ? 1 : Math.clz32(~(first << 24));
  const blockCode = sizes >>> 4;
  const blockLength = { 6: 1, 7: 2 }[blockCode] ?? 0;
  const rateLength = { 12: 1, 13: 2, 14: 2 }[sizes & 15] ?? 0;
  const blockAt = at + 4 + numberLength;
  const end = blockAt + blockLength + rateLength;
  if (blockCode === 0 || numberLength > 7) return undefined;
  if (end >= bytes.length) return 'incomplete';
  if (checksum(bytes.subarray(at, end)) !== bytes[end]) return undefined;
  const samples = blockLength > 0 ? bytes.readUIntBE(blockAt, blockLength) + 1 : blockSize(blockCode);
  return { number: readNumber(bytes.subarray(at + 4, blockAt)), isVariable: (sync & 1) === 1, samples };
}

function blockSize(code: number): number {
  if (code === 1) return 192;
  return code < 8 ? 576 << (code - 2) : 256 << (code - 8);
}

// Written as UTF-8 writes a code point, but up to 36 bits.
function readNumber(bytes: Buffer): number {
  const [first = 0, ...rest] = bytes;
  const lead = rest.length === 0 ? first : first & (0xff >> (rest.length + 2));
  return rest.reduce((number, byte) => number * 64 + (byte & 0x3f), lead);
}

// CRC-8, polynomial 7.
function checksum(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => {
    let next = sum ^ byte;
    for (let bit = 0; bit < 8; bit++) next = (next << 1) ^ (next & 0x80 ? 0x107 : 0);
    return next;
  }, 0);
}
