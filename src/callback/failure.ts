import { DeepgramError } from '../client/errors.js';
import { readErrorObject } from '../client/refusal.js';
import type { Content } from './content.js';
import type { OpenJob } from './job.js';

/**
 * What went wrong, where what was delivered for a job is no result: Deepgram's own error object, or something
 * that can't be one. How failed synthesis is delivered is not documented (errors page: a callback "should"
 * get a response even then); the error objects of its other answers are taken.
 */
export function failureOf(kind: OpenJob['kind'], content: Content): DeepgramError | undefined {
  const failure = content.isJson ? readErrorObject(content.value) : undefined;
  if (failure) return failure;
  if (kind === 'speech') {
    if (content.isJson) return new DeepgramError('PROTOCOL', 'deliveryNoAudio');
    return isEmpty(content.value) ? new DeepgramError('PROTOCOL', 'answerEmpty') : undefined;
  }
  return content.isJson ? undefined : new DeepgramError('PROTOCOL', 'deliveryNoTranscript');
}

function isEmpty(value: unknown): boolean {
  return Buffer.isBuffer(value) && value.length === 0;
}
