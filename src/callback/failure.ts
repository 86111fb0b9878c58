import type { IncomingMessage } from 'node:http';
import { DeepgramError } from '../client/errors.js';
import { readErrorObject } from '../client/refusal.js';
import { secretsOf } from '../client/secrets.js';
import { asTold, toldError } from '../client/told.js';
import type { Content } from './content.js';
import type { OpenJob } from './job.js';

/**
 * What went wrong, where what was delivered for a job is no result: Deepgram's own error object, or something
 * that can't be one. How failed synthesis is delivered is not documented (errors page: a callback "should"
 * get a response even then); the error objects of its other answers are taken.
 */
export function failureOf(
  kind: OpenJob['kind'],
  content: Content,
  request: Pick<IncomingMessage, 'url' | 'headers'>,
): DeepgramError | undefined {
  if (kind === 'stream' && content.isJson) {
    const message = asTold(content.value);
    if (message) return message.type === 'Error' ? toldError(message, secretsIn(request)) : undefined;
  }
  const failure = content.isJson ? readErrorObject(content.value, secretsIn(request)) : undefined;
  if (failure) return failure;
  if (kind === 'speech') {
    if (content.isJson) return new DeepgramError('PROTOCOL', 'deliveryNoAudio');
    return isEmpty(content.value) ? new DeepgramError('PROTOCOL', 'answerEmpty') : undefined;
  }
  const isTranscript = kind === 'transcript' && content.isJson;
  return isTranscript ? undefined : new DeepgramError('PROTOCOL', 'deliveryNoTranscript');
}

/** What the delivery itself was proven with, which its error may quote. */
function secretsIn({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string[] {
  const [, sent = ''] = /^basic +(\S+)/i.exec(headers.authorization ?? '') ?? [];
  const credentials = Buffer.from(sent, 'base64').toString('utf8');
  const [username = '', password = ''] = credentials.split(/:(.*)/s);
  return [...secretsOf(new URL(url, 'http://host')), sent, credentials, username, password];
}

function isEmpty(value: unknown): boolean {
  return Buffer.isBuffer(value) && value.length === 0;
}
