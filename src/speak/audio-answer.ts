import { DeepgramError } from '../client/errors.js';
import type { Answer } from '../client/request.js';

/**
 * The body of an answer, once it is clear that it is audio.
 *
 * @throws DeepgramError PROTOCOL when the answer is something else: the acknowledgement of a callback, or
 *   the page of a proxy that answers 200. The iteration throws it when no audio came at all.
 */
export function requireAudio(answer: Answer): AsyncIterable<Buffer> {
  const type = answer.header('content-type') ?? '';
  if (/json/i.test(type)) throw new DeepgramError('PROTOCOL', 'answerAcknowledged', {}, causeOf(answer));
  if (/^text\/|html|xml/i.test(type))
    throw new DeepgramError('PROTOCOL', 'answerNoAudio', { type }, causeOf(answer));
  return notEmpty(answer);
}

async function* notEmpty(answer: Answer): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    yield chunk;
  }
  if (bytes === 0) throw new DeepgramError('PROTOCOL', 'answerEmpty', {}, causeOf(answer));
}

function causeOf(answer: Answer): { requestId?: string } {
  const requestId = answer.header('dg-request-id');
  return requestId ? { requestId } : {};
}
