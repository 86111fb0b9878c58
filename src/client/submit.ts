import type { Account } from './account.js';
import { DeepgramError } from './errors.js';
import { readJson } from './json-answer.js';
import { toQuery } from './query.js';
import { request } from './request.js';
import type { Answer, RestRequest } from './rest.js';
import { secretsOf } from './secrets.js';

/** Where a result is to be delivered, and how. */
export interface Callback {
  /** With its credentials; it is told to Deepgram, and to nobody else. */
  readonly url: string;
  readonly method: 'POST' | 'PUT';
}

/** A request whose result is to be delivered. */
export interface Submission extends Omit<RestRequest, 'path'> {
  /** Without a query. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly callback: Callback;
}

/** What Deepgram says when it has accepted a request. */
export interface Acknowledgement {
  readonly requestId?: string;
  /** How often the request was sent. */
  readonly attempts: number;
}

/** An acknowledgement is one small object. */
const READ_LIMIT = 64 * 1024;

/**
 * Sends a request with a callback: the answer is `{"request_id"}` at once, the result comes later
 * (developers.deepgram.com/docs/callback).
 *
 * @throws DeepgramError; PROTOCOL where the answer is no acknowledgement
 */
export async function submit(account: Account, submission: Submission): Promise<Acknowledgement> {
  const { parameters, callback, secrets = [], ...rest } = submission;
  // POST is what Deepgram does by itself.
  const method = callback.method === 'PUT' ? { callback_method: 'PUT' } : {};
  const query = toQuery({ ...parameters, callback: callback.url, ...method });
  const told = [...secrets, ...secretsOf(new URL(callback.url))];
  const answer = await request(account, { ...rest, path: rest.path + query, secrets: told });
  const requestId = await readRequestId(answer);
  return { attempts: answer.attempts, ...(requestId && { requestId }) };
}

async function readRequestId(answer: Answer): Promise<string | undefined> {
  const json = await readJson(answer, READ_LIMIT).catch((error: unknown) => {
    if (error instanceof DeepgramError && error.code === 'NETWORK') throw error;
    throw new DeepgramError('PROTOCOL', 'answerNoAcknowledgement', {}, answer.about);
  });
  const id = typeof json === 'object' && json !== null && 'request_id' in json ? json.request_id : undefined;
  return typeof id === 'string' ? id : answer.about.requestId;
}
