import { toQuery } from '../../client/query.js';
import type { Wish } from '../../client/wish.js';
import { isBlank } from '../check.js';
import { familyOf } from '../models.js';
import { type Emit, liveNeedsOf } from '../needs-live.js';
import type { Parameters } from '../parameters.js';

/** Deepgram's two live endpoints. */
export type ListenVersion = 'v1' | 'v2';

/** What a live session is opened with. */
export interface ListenWish {
  readonly model: string;
  readonly version: ListenVersion;
  /** Path and query; audio with the same one can share a socket. */
  readonly path: string;
  /** What the query says, but for the model and where results are delivered to. */
  readonly parameters: Parameters;
  readonly audio: LiveAudio;
}

/** What is known of the audio. */
export interface LiveAudio {
  /** True for headerless audio, of which any part can be heard by itself. */
  readonly isBare: boolean;
  /** Bytes that last one second; undefined where that can't be told: containers, compressed audio. */
  readonly byteRate: number | undefined;
  /** Bytes that may not be torn apart: one sample of all channels. */
  readonly block: number;
  readonly channels: number;
}

/** Bytes of one sample, for what is not compressed. */
const SAMPLE_BYTES: Readonly<Record<string, number>> = { linear16: 2, linear32: 4, mulaw: 1, alaw: 1 };

/** Encodings that have a header, as containers have. */
const WITH_HEADER: readonly string[] = ['ogg-opus', 'flac'];

/**
 * Says how a socket has to be opened.
 *
 * @param wish - its parameters have passed the check
 * @param more - parameters that are not the user's: where results are delivered to
 */
export function listenWish({ model, parameters }: Wish, emit: Emit, more: Parameters = {}): ListenWish {
  const version = familyOf(model) === 'flux' ? 'v2' : 'v1';
  const said = { ...parameters, ...liveNeedsOf(emit, parameters, model) };
  const path = `/${version}/listen${toQuery({ model, ...said, ...more })}`;
  return { model, version, path, parameters: said, audio: audioOf(parameters) };
}

function audioOf({ encoding, sample_rate, channels }: Parameters): LiveAudio {
  const sample = SAMPLE_BYTES[String(encoding)];
  const count = Math.max(1, Number(channels ?? 1) || 1);
  const block = (sample ?? 1) * count;
  const rate = Number(sample_rate);
  return {
    isBare: !isBlank(encoding) && !WITH_HEADER.includes(String(encoding)),
    byteRate: sample && rate > 0 ? rate * block : undefined,
    block,
    channels: count,
  };
}
