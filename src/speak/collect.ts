import { type AudioFormat, sampleBytes } from '../audio/format.js';
import { withTrueSizes } from '../audio/wav.js';
import { DeepgramError } from '../client/errors.js';
import type { Speech } from './speak.js';

/** Bytes that a whole audio may have when it is collected in memory. */
export const WHOLE_LIMIT = 256 * 1024 * 1024;

/**
 * The whole audio in one Buffer; the sizes in a WAV header are true.
 *
 * @param limit - bytes
 * @throws DeepgramError TOO_LARGE beyond the limit, and all that the audio's iteration throws
 */
export async function collect({ audio, format }: Speech, limit = WHOLE_LIMIT): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of audio) {
    length += chunk.length;
    if (length > limit) {
      throw new DeepgramError('TOO_LARGE', 'audioTooLarge', { limit: limit / 1024 / 1024 });
    }
    chunks.push(chunk);
  }
  return trueAudio(Buffer.concat(chunks, length), format);
}

/** A whole audio put right: no half a sample at the end, and true sizes in a WAV header. */
export function trueAudio(bytes: Buffer, format: AudioFormat): Buffer {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % sampleBytes(format)));
  return format.container === 'wav' ? withTrueSizes(whole) : whole;
}
