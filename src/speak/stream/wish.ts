import type { AudioFormat } from '../../audio/format.js';
import { toQuery } from '../../client/query.js';
import type { Wish } from '../../client/wish.js';
import { encodingOf, type SpeakVersion, STREAM, sampleRateOf, versionOf } from '../parameters.js';

/** What text is spoken with: all of it is fixed for the life of a socket. */
export interface StreamWish {
  readonly model: string;
  readonly version: SpeakVersion;
  /** Path and query; texts with the same one can share a socket. */
  readonly path: string;
  readonly format: AudioFormat;
}

/**
 * Says how a socket has to be opened.
 *
 * @param wish - its parameters have passed `checkStream`
 */
export function streamWish({ model, parameters }: Wish): StreamWish {
  const version = versionOf(model);
  const encoding = encodingOf(parameters, STREAM);
  const sampleRate = sampleRateOf(version, parameters, STREAM);
  // Said even where it is the default: Flux's is "the model's own", and frames are cut by it.
  const query = { model, ...parameters, encoding, sample_rate: sampleRate };
  const format = { encoding, container: 'none', ...(sampleRate && { sampleRate }) } as AudioFormat;
  return { model, version, path: `/${version}/speak${toQuery(query)}`, format };
}
