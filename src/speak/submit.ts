import type { Account } from '../client/account.js';
import { DeepgramError } from '../client/errors.js';
import type { Acknowledgement } from '../client/submit.js';
import { type Callback, submit } from '../client/submit.js';
import type { Wish } from '../client/wish.js';
import type { Submitted } from './delivered.js';
import { formatOf } from './format.js';
import { TEXT_LIMIT, versionOf } from './parameters.js';
import type { SpeakContext } from './speak.js';

/** What is known of an utterance before it is submitted. @throws DeepgramError TOO_LARGE: one delivery is one request */
export function prepare({ model, parameters }: Wish, text: string): Submitted {
  const length = text.length;
  if (length > TEXT_LIMIT) throw new DeepgramError('TOO_LARGE', 'textTooLong', { length, limit: TEXT_LIMIT });
  return { model, format: formatOf(versionOf(model), parameters), characters: [...text].length };
}

/**
 * Asks Deepgram to speak a text and to deliver the audio: `POST /v1/speak` or `/v2/speak` with `callback`.
 *
 * @throws DeepgramError
 */
export function submitSpeech(
  account: Account,
  { model, parameters }: Wish,
  text: string,
  callback: Callback,
  { signal, follow }: SpeakContext,
): Promise<Acknowledgement> {
  return submit(account, {
    path: `/${versionOf(model)}/speak`,
    parameters: { model, ...parameters },
    callback,
    contentType: 'application/json',
    body: JSON.stringify({ text }),
    queue: account.speaking,
    signal,
    onProgress: follow(),
  });
}
