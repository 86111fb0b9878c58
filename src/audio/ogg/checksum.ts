const POLYNOMIAL = 0x04c11db7;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let checksum = byte << 24;
  for (let bit = 0; bit < 8; bit++) checksum = (checksum << 1) ^ (checksum < 0 ? POLYNOMIAL : 0);
  return checksum;
});

/**
 * Checksum of an Ogg page (RFC 3533, section 6): a CRC-32, most significant bit first, initial value and final xor 0.
 *
 * @param page - The page with zeros in the place of its checksum.
 */
export function oggChecksum(page: Buffer): number {
  let checksum = 0;
  for (const byte of page) checksum = (checksum << 8) ^ (TABLE[(checksum >>> 24) ^ byte] ?? 0);
  return checksum >>> 0;
}
