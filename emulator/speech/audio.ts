import { speechMemory } from '../hearing/memory.js';
import type { AudioFormat } from '../speak/format.js';
import { createCache } from './cache.js';
import { encode } from './encoder.js';
import { inPieces } from './pieces.js';
import { SYNTHESIS_RATE, synthesize } from './synthesis.js';
import type { Utterance } from './utterance.js';
import { wavHeader } from './wav-header.js';

/**
 * eSpeak's noise differs from time to time, so what was once made is kept: equal requests get equal bytes
 * while they are in the cache, and it is known what they sound like.
 *
 * A text of 2000 characters is six megabytes of samples.
 */
const CACHE_BYTES = 32 * 1024 * 1024;
const samplesCache = createCache(CACHE_BYTES);
const audioCache = createCache(CACHE_BYTES);

/**
 * Speech as it goes over the wire, container and all, made while it is read.
 *
 * @param over ends the work
 * @param lengths of the pieces, in bytes, in turn; odd ones and even ones where they are left out
 */
export function audioOf(
  utterance: Utterance,
  format: AudioFormat,
  over: AbortSignal,
  lengths?: readonly number[],
): AsyncIterable<Buffer> {
  return inPieces(wholeAudio(utterance, format, over), lengths);
}

async function* wholeAudio(
  utterance: Utterance,
  format: AudioFormat,
  over: AbortSignal,
): AsyncGenerator<Buffer> {
  if (format.container === 'wav') yield wavHeader(format);
  const { voice, text, speed, expressivity } = utterance;
  const spoken = JSON.stringify([voice.model, text, speed, expressivity]);
  const { encoding, sampleRate, bitRate } = format;
  const encoded = `${spoken} ${encoding} ${sampleRate} ${bitRate}`;
  const remember = (samples: Buffer): void => speechMemory.remember(utterance, samples, SYNTHESIS_RATE);
  // What nobody would understand any more is said anew.
  const isKnown = speechMemory.knows(utterance);
  const samples = () => through(isKnown, samplesCache, spoken, () => synthesize(utterance), remember);
  yield* through(isKnown, audioCache, encoded, () => encode(samples(), format, over));
}

/**
 * What the cache has, or what is made now and kept once it is complete.
 *
 * @param isOfUse false where it is to be made anew in any case
 * @param made called with what was made now
 */
async function* through(
  isOfUse: boolean,
  cache: ReturnType<typeof createCache>,
  key: string,
  make: () => AsyncIterable<Buffer>,
  made: (whole: Buffer) => void = () => undefined,
): AsyncGenerator<Buffer> {
  const known = isOfUse ? cache.get(key) : undefined;
  if (known !== undefined) {
    yield known;
    return;
  }
  const pieces: Buffer[] = [];
  for await (const bytes of make()) {
    pieces.push(bytes);
    yield bytes;
  }
  const whole = Buffer.concat(pieces);
  cache.set(key, whole);
  made(whole);
}
