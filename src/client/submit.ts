import type { Account } from './account.js';
import { DeepgramError } from './errors.js';
import { toQuery } from './query.js';
import { type Answer, type RestRequest, request } from './request.js';
import { secretsOf } from './secrets.js';

/** Where a result is to be delivered, and how. */
export interface Callback {
  /** With its credentials; it is told to Deepgram, and to nobody else. */
  readonly url: string;
  readonly method: 'POST' | 'PUT';
}

/** A request whose result is to be delivered. */
export interface Submission extends Omit<RestRequest, 'path' | 'secrets'> {
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
  const { parameters, callback, ...rest } = submission;
  // POST is what Deepgram does by itself.
  const method = callback.method === 'PUT' ? { callback_method: 'PUT' } : {};
  const query = toQuery({ ...parameters, callback: callback.url, ...method });
  const secrets = secretsOf(new URL(callback.url));
  const answer = await request(account, { ...rest, path: rest.path + query, secrets });
  const requestId = await readRequestId(answer);
  return { attempts: answer.attempts, ...(requestId && { requestId }) };
}

async function readRequestId(answer: Answer): Promise<string | undefined> {
  const isJson = /json/i.test(answer.header('content-type') ?? '');
  const text = isJson ? await readText(answer) : undefined;
  const json = text === undefined ? undefined : parse(text);
  if (json === undefined) {
    // Whatever comes is not read to its end.
    for await (const _chunk of answer.body) break;
    throw new DeepgramError('PROTOCOL', 'answerNoAcknowledgement', {}, answer.about);
  }
  return typeof json.request_id === 'string' ? json.request_id : answer.about.requestId;
}

async function readText({ body }: Answer): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > READ_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): { request_id?: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}
