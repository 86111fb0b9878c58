import { type AudioFormat, extensionOf } from '../audio/format.js';
import type { Account } from '../client/account.js';
import type { Wish } from '../client/wish.js';
import { collect } from './collect.js';
import { encodingRow, type Parameters, versionOf } from './parameters.js';
import { sampleText } from './sample-texts.js';
import { speak } from './speak.js';

/** Seconds of speech, in a form that browsers play. */
export interface Sample {
  readonly format: AudioFormat;
  /** File name extension, without the dot. */
  readonly extension: string;
  readonly audio: Buffer;
}

/** Bytes that a sample may have: many times what one sentence needs as samples of 48 kHz, spoken at half the speed. */
export const SAMPLE_LIMIT = 4 * 1024 * 1024;

/**
 * What is asked for so that a voice can be heard in a browser: the same audio, but in a WAV file where it would be
 * bare samples.
 *
 * @param wish - has passed the check of its table
 * @param mp3 - the browser can't play the encoding: what belongs to that is left out
 */
export function playable({ model, parameters }: Wish, mp3: boolean): Parameters {
  if (mp3) {
    const { container: _container, sample_rate: _rate, bit_rate: _bitRate, ...rest } = parameters;
    return { ...rest, encoding: 'mp3' };
  }
  const row = encodingRow(versionOf(model), parameters);
  return row?.containers?.includes('wav') ? { ...parameters, container: 'wav' } : parameters;
}

/**
 * Speaks one sentence in the voice's language.
 *
 * @param wish - its parameters are those of a request, as {@link playable} makes them
 * @throws DeepgramError, and what the signal was aborted with
 */
export async function speakSample(account: Account, wish: Wish, signal: AbortSignal): Promise<Sample> {
  const utterance = { ...wish, text: sampleText(wish.model), longText: 'refuse' } as const;
  const speech = await speak(account, utterance, { signal, follow: () => () => undefined });
  const audio = await collect(speech, SAMPLE_LIMIT);
  return { format: speech.format, extension: extensionOf(speech.format), audio };
}
