import { DeepgramError } from '../client/errors.js';
import type { Answer } from '../client/rest.js';

/**
 * Makes sure that an answer is audio.
 *
 * @throws DeepgramError PROTOCOL when it is something else: nothing at all, the acknowledgement of a
 *   callback, or the page of a proxy that answers 200
 */
export function requireAudio(answer: Answer): void {
  const type = answer.header('content-type') ?? '';
  if (/json/i.test(type)) throw new DeepgramError('PROTOCOL', 'answerAcknowledged', {}, answer.about);
  if (/^text\/|html|xml/i.test(type))
    throw new DeepgramError('PROTOCOL', 'answerNoAudio', { type }, answer.about);
  if (answer.isEmpty) throw new DeepgramError('PROTOCOL', 'answerEmpty', {}, answer.about);
}
