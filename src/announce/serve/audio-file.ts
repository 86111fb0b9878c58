import { randomBytes } from 'node:crypto';

/** Audio as a player fetches it. */
export interface AudioFile {
  /** Name and extension, `0123….mp3`; nobody can guess it. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** Bytes of chance in a name: 128 bits. */
const NAME_BYTES = 16;

/** What every name looks like; nothing else is ever looked up. */
export const AUDIO_NAME = /^[0-9a-f]{32}\.[a-z0-9]{1,8}$/;

/**
 * Makes a file of audio. The bytes are copied: whoever still has the audio can't change what is served, and
 * nothing larger than the audio is kept with it.
 *
 * @param extension - without the dot
 */
export function createAudioFile(audio: Buffer, extension: string, contentType: string): AudioFile {
  const bytes = Buffer.allocUnsafeSlow(audio.length);
  audio.copy(bytes);
  return { name: `${randomBytes(NAME_BYTES).toString('hex')}.${extension}`, contentType, bytes };
}
