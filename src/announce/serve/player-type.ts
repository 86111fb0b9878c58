import type { AudioFormat } from '../../audio/format.js';

/** The content type of each extension that holds a file. */
const FILES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  aac: 'audio/aac',
};

/**
 * The content type with which audio is served to players. It goes by the format that was asked for: speakers
 * choose their decoder by it, and what a server in between calls the bytes, `application/octet-stream` say, helps
 * none of them.
 *
 * @param extension - of the same format
 */
export function playerType({ encoding, sampleRate }: AudioFormat, extension: string): string {
  const rate = sampleRate === undefined ? '' : `;rate=${sampleRate}`;
  // Bare samples. audio/L16, as Deepgram calls them, means big-endian ones (RFC 2586), and Deepgram's are not:
  // a player that goes by it plays noise.
  return FILES[extension] ?? `audio/${encoding === 'linear16' ? 'pcm' : encoding}${rate}`;
}
