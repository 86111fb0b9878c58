import { type AudioFormat, sampleBytes } from './format.js';
import type { Joiner } from './joiner.js';
import { createMpegJoiner } from './mpeg/join.js';
import { createOpusJoiner } from './opus/join.js';
import { createSampleJoiner } from './samples.js';
import { createWavJoiner } from './wav-join.js';

/**
 * Joins pieces of audio to one playable stream. A chunk leaves when it arrives; held back is only what can't be
 * judged yet (a header, half a sample, an incomplete frame, the last Opus packets of a piece).
 *
 * Raw samples and WAV keep the first header as it came, and chunks of linear16 are whole samples; MP3 and AAC lose
 * tags and frames without sound; Ogg Opus becomes one logical stream. What comes as one piece stays as it is, but
 * for the whole samples.
 *
 * Ending the iteration early ends those of the pieces. One that waits for its source ends when the source answers.
 *
 * @param pieces - Audio of the same format, one after the other.
 * @param count - How many pieces there will be.
 * @throws Error for several pieces of FLAC, which can't be joined without an encoder. The iteration throws what
 * `pieces` throws, and a DeepgramError `PROTOCOL` where a piece that should be is not Ogg Opus.
 */
export function join(
  format: AudioFormat,
  pieces: AsyncIterable<AsyncIterable<Buffer>>,
  count: number,
): AsyncGenerator<Buffer> {
  return joinWith(createJoiner(format, count), pieces);
}

async function* joinWith(
  joiner: Joiner,
  pieces: AsyncIterable<AsyncIterable<Buffer>>,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    for await (const chunk of piece) {
      // A loop, as `yield*` would wait three turns for each chunk.
      for (const joined of joiner.add(chunk)) yield joined;
    }
    yield* joiner.endPiece();
  }
  yield* joiner.end();
}

/**
 * Cuts a single piece of audio at whole samples; a part of a sample at its end is dropped. What is no linear16
 * passes as it is.
 */
export function align(format: AudioFormat, piece: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const bytes = sampleBytes(format);
  return bytes === 1 ? piece : alignTo(createSampleJoiner(bytes), piece);
}

async function* alignTo(joiner: Joiner, piece: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of piece) {
    for (const aligned of joiner.add(chunk)) yield aligned;
  }
}

function createJoiner(format: AudioFormat, count: number): Joiner {
  if (count <= 1) return createSampleJoiner(sampleBytes(format));
  if (format.container === 'wav') return createWavJoiner(sampleBytes(format));
  switch (format.encoding) {
    case 'mp3':
    case 'aac':
      return createMpegJoiner(format.encoding);
    case 'opus':
      return createOpusJoiner();
    case 'flac':
      throw new Error('FLAC can not be joined without an encoder');
    default:
      return createSampleJoiner(sampleBytes(format));
  }
}
