import { authorize } from '../account.js';
import { type Answer, jsonAnswer } from '../answer.js';
import { acknowledge } from '../callback/acknowledge.js';
import { findCallback } from '../callback/address.js';
import { hear } from '../hearing/hear.js';
import type { Account, Head, Received } from '../received.js';
import { Refusal } from '../refusal.js';
import type { Upload } from '../upload/upload.js';
import { writeAnswer } from './answer.js';
import { checkLanguage, findModel, type TranscriptionModel } from './model.js';
import type { ListenQuery } from './parameters.js';
import { parseListenQuery } from './query.js';
import { checkRules } from './rules.js';
import { audioOf } from './source.js';

/** What a request asks for, checked. */
interface Asked {
  readonly query: ListenQuery;
  readonly model: TranscriptionModel;
}

/**
 * Checks what `POST /v1/listen` says in its query and its headers; throws the {@link Refusal} before the body
 * is read. Deepgram's order is not known: it is the one of `/v1/speak`.
 */
export function admitListen(request: Head, account: Account): void {
  ask(request, account);
}

/**
 * `POST /v1/listen`: one JSON answer when all is heard, or `{request_id}` once the upload is read and that JSON
 * to the callback.
 */
export async function answerListen(request: Received, account: Account): Promise<Answer> {
  const { query, model } = ask(request, account);
  const { requestId, headers, upload, over } = request;
  if (upload === undefined) throw badAudio();
  const callback = findCallback(query, account.anyCallbackPort);
  const transcribe = async (own: Upload, ended: AbortSignal): Promise<object> => {
    const audio = await audioOf(own, headers, account, ended);
    try {
      const { encoding, sample_rate = 0, channels = 1, multichannel = false } = query;
      const raw = encoding === undefined ? undefined : { encoding, sampleRate: sample_rate, channels };
      const hearing = await hear(audio.file, { raw, multichannel, over: ended });
      if (hearing === undefined) throw badAudio();
      return writeAnswer({ query, model, hearing, requestId, sha256: audio.sha256 });
    } finally {
      await audio.remove();
    }
  };
  if (callback === undefined) {
    return jsonAnswer(200, await transcribe(upload, over), { 'dg-request-id': requestId });
  }
  const content = deliverable(transcribe(await upload.claim(), account.closed), requestId);
  return acknowledge(request, account, callback, { contentType: 'application/json', content });
}

function ask({ query: parameters, headers }: Head, account: Account): Asked {
  const query = parseListenQuery(parameters);
  authorize(headers.authorization, account);
  const model = findModel(query.model);
  checkRules(query, model);
  checkLanguage(query, model);
  findCallback(query, account.anyCallbackPort);
  return { query, model };
}

/** A failure is delivered as the usual error object, which is assumed: nothing is published about it. */
async function deliverable(result: Promise<object>, requestId: string): Promise<string> {
  const body = await result.catch((error: unknown) => {
    const { code, message } = error instanceof Refusal ? error : new Refusal(500, 'INTERNAL', String(error));
    return { err_code: code, err_msg: message, request_id: requestId };
  });
  return JSON.stringify(body);
}

function badAudio(): Refusal {
  return new Refusal(400, 'Bad Request', 'Bad Request: failed to process audio: corrupt or unsupported data');
}
