import type { DeepgramError } from './errors.js';

/** Deepgram's names for what is wrong with a body (developers.deepgram.com/docs/errors), and with a query. */
const OF_BODY = /^(payload_error|invalid_json|remote_content_error)$/i;
const OF_QUERY = /^(invalid_query_parameter|unsupported_audio_format)$/i;

/** Where the name is only `Bad Request`, its words tell; which they are has changed before. */
const BODY_WORDS = /\b(text|characters?|empty|payload|json|body|audio|data|input|url)\b/i;
const QUERY_WORDS = /\b(query|parameters?|model|version|language|tier|encoding|container|callback)\b/i;

/**
 * True where a refusal of Deepgram's is one of the body, at which it looks when it has accepted the key. It may have
 * looked at a query or a model before.
 */
export function isOfBody({ values, cause: { status, errCode = '' } }: DeepgramError): boolean {
  if (status !== 400 || OF_QUERY.test(errCode)) return false;
  const words = String(values.detail ?? '');
  return OF_BODY.test(errCode) || (BODY_WORDS.test(words) && !QUERY_WORDS.test(words));
}
