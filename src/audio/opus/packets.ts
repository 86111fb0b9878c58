/** Samples per second in which Ogg Opus counts, whatever the sample rate of the sound (RFC 7845, section 4). */
export const OPUS_RATE = 48000;

const SILK_MS = [10, 20, 40, 60];
const HYBRID_MS = [10, 20];
const CELT_MS = [2.5, 5, 10, 20];

/**
 * Samples at 48 kHz to be left out at the beginning, from the first packet of an Ogg Opus stream (RFC 7845, 5.1).
 *
 * @returns undefined where the packet is not that.
 */
export function readPreSkip(packet: Buffer): number | undefined {
  return packet.length >= 19 && packet.toString('latin1', 0, 8) === 'OpusHead'
    ? packet.readUInt16LE(10)
    : undefined;
}

/** Samples at 48 kHz in an Opus packet (RFC 6716, section 3.1); 0 where it is broken. */
export function packetSamples(packet: Buffer): number {
  const [toc, count = 0] = packet;
  if (toc === undefined) return 0;
  const frames = [1, 2, 2, count & 63][toc & 3] ?? 0;
  return frameMs(toc >>> 3) * frames * (OPUS_RATE / 1000);
}

function frameMs(configuration: number): number {
  if (configuration < 12) return SILK_MS[configuration & 3] ?? 0;
  if (configuration < 16) return HYBRID_MS[configuration & 1] ?? 0;
  return CELT_MS[configuration & 3] ?? 0;
}
