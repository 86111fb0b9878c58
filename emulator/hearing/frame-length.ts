/** In kbit/s, by the header's index: MPEG-1 and MPEG-2 layer III, and layer II of MPEG-1. */
const mpeg1Layer3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const mpeg1Layer2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const mpeg2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const sampleRates = [44100, 48000, 32000];

/** Length in bytes of the MPEG audio frame (ISO 11172-3, 13818-3) that begins here, if one does. */
export function mpegFrameLength(bytes: Buffer, at: number): number | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) return undefined;
  const [, second = 0, third = 0] = bytes.subarray(at, at + 3);
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  // Layer III is 1, layer II is 2; a version of 1 and the rest are reserved or nothing that people send.
  if (second >> 5 !== 7 || version === 1 || (layer !== 1 && layer !== 2)) return undefined;
  const isMpeg1 = version === 3;
  const rates = isMpeg1 ? (layer === 1 ? mpeg1Layer3 : mpeg1Layer2) : mpeg2;
  const bitRate = rates[third >> 4] ?? 0;
  const sampleRate = (sampleRates[(third >> 2) & 3] ?? 0) / (isMpeg1 ? 1 : version === 2 ? 2 : 4);
  if (bitRate === 0 || sampleRate === 0) return undefined;
  const samples = !isMpeg1 && layer === 1 ? 576 : 1152;
  return Math.floor((samples / 8) * 1000 * (bitRate / sampleRate)) + ((third >> 1) & 1);
}

/** Length in bytes of the AAC frame with an ADTS header (ISO 13818-7) that begins here, if one does. */
export function adtsFrameLength(bytes: Buffer, at: number): number | undefined {
  if (at + 7 > bytes.length) return undefined;
  if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xf6) !== 0xf0) return undefined;
  const length = (bytes.readUInt32BE(at + 2) >> 5) & 0x1fff;
  return length > 7 ? length : undefined;
}
