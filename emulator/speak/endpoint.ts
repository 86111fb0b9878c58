import { authorize } from '../account.js';
import type { Answer } from '../answer.js';
import { acknowledge } from '../callback/acknowledge.js';
import { findCallback } from '../callback/address.js';
import { modelUuid } from '../models/uuid.js';
import type { Account, Received } from '../received.js';
import { audioOf } from '../speech/audio.js';
import { checkExpressivity, checkSpeed } from './delivery.js';
import { chooseFormat, contentType } from './format.js';
import type { SpeakVersion } from './formats.js';
import { checkFamily, findVoice } from './model.js';
import { checkPriority } from './priority.js';
import { applyPronunciations } from './pronunciations.js';
import { parseQuery } from './query.js';
import { readText } from './text.js';

/**
 * `POST /v1/speak` and `POST /v2/speak`. The checks stand in Deepgram's order, as far as it was seen on the
 * wire: the query's form, the audio format and the family of the model before the credentials, ranges and
 * the body after them.
 */
export function answerSpeak(
  version: SpeakVersion,
  request: Received,
  account: Account,
): Answer | Promise<Answer> {
  const query = parseQuery(version, request.query);
  const format = chooseFormat(version, query);
  checkFamily(version, query.model);
  authorize(request.headers.authorization, account);
  const voice = findVoice(query.model);
  checkSpeed(version, voice, query.speed);
  checkExpressivity(query.expressivity);
  checkPriority(query);
  const callback = findCallback(query, account.anyCallbackPort);
  const { text, pronunciations } = applyPronunciations(readText(request));

  const { requestId } = request;
  const type = contentType(version, format);
  const utterance = { voice, text, speed: query.speed ?? 1, expressivity: query.expressivity ?? 0 };
  if (callback !== undefined) {
    const content = (over: AbortSignal) => audioOf(utterance, format, over);
    return acknowledge(request, account, callback, { contentType: type, content });
  }
  return {
    status: 200,
    headers: {
      'content-type': type,
      'dg-request-id': requestId,
      'dg-model-name': voice.model,
      'dg-model-uuid': modelUuid(voice.model),
      'dg-char-count': String([...text].length),
      ...(pronunciations > 0 ? { 'dg-pronunciations-applied': String(pronunciations) } : {}),
      // As captured in deepgram-js-sdk #301.
      'access-control-expose-headers': 'dg-model-name,dg-model-uuid,dg-char-count,dg-request-id,dg-error',
    },
    body: audioOf(utterance, format, request.over),
  };
}
