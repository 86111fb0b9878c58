import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { Account } from './account.js';
import { backoff, retryAfter } from './backoff.js';
import { connectionError } from './connection-error.js';
import { DeepgramError, type ErrorCause } from './errors.js';
import type { Queue } from './queue.js';
import { headerOf, readRefusal } from './refusal.js';

/** What a request is doing, for a status. */
export type Progress = { state: 'queued' | 'working' | 'ended' } | { state: 'waiting'; ms: number };

/** A request to be made. */
export interface RestRequest {
  /** Path and query, from `/v1/…` on. */
  readonly path: string;
  readonly contentType: string;
  /** A body that can be sent again. */
  readonly body: string | Buffer;
  /** What the request carries that no error may tell, beside the account's key. */
  readonly secrets?: readonly string[];
  /** The queue whose places such requests share. */
  readonly queue: Queue;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** An answer that is a success, and whose first byte is there. */
export interface Answer {
  /** A header's value; the first where it came several times. */
  header(name: string): string | undefined;
  /** How often the request was sent. */
  readonly attempts: number;
  /** True where the answer has ended without a byte. */
  readonly isEmpty: boolean;
  /** What an error about this answer tells of it. */
  readonly about: Pick<ErrorCause, 'requestId' | 'attempts'>;
  /**
   * The body as it comes. The request keeps its place in the queue until the body has ended or `signal` is
   * aborted. Throws DeepgramError NETWORK when it ends early, TIMEOUT when nothing comes for `account.timeout`.
   */
  readonly body: AsyncIterable<Buffer>;
}

type Outcome = { answer: Answer } | { failure: DeepgramError; wait: number };

/**
 * One POST. It is tried again on 408, 429, 5xx and lost connections until the first byte of the answer's
 * body is there; from then on a second try would be a second synthesis, so it fails instead.
 *
 * @throws DeepgramError, and whatever `signal` was aborted with
 */
export async function request(account: Account, rest: RestRequest): Promise<Answer> {
  const leave = await rest.queue.enter(rest.signal, () => rest.onProgress({ state: 'queued' }));
  const end = () => {
    rest.signal.removeEventListener('abort', end);
    leave();
    rest.onProgress({ state: 'ended' });
  };
  rest.signal.addEventListener('abort', end);
  try {
    // It may have been aborted between getting the place and now.
    rest.signal.throwIfAborted();
    return await tryUntilAnswered(account, rest, end);
  } catch (error) {
    end();
    throw error;
  }
}

async function tryUntilAnswered(account: Account, rest: RestRequest, end: () => void): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    rest.onProgress({ state: 'working' });
    const outcome = await send(account, rest, attempt, end);
    if ('answer' in outcome) return outcome.answer;
    rest.signal.throwIfAborted();
    const { failure } = outcome;
    failure.cause.attempts = attempt;
    // A server that asks for more patience than a silent one is given is not waited for.
    const patience = outcome.wait <= account.timeout;
    if (!failure.cause.retryable || attempt > account.retries || !patience) throw failure;
    // Those who were told to come back at the same moment should not.
    const ms = outcome.wait + backoff(attempt);
    rest.onProgress({ state: 'waiting', ms });
    await pause(ms, rest.signal);
  }
}

async function send(
  account: Account,
  rest: RestRequest,
  attempts: number,
  end: () => void,
): Promise<Outcome> {
  try {
    const dispatcher = await account.dispatcher();
    const response = await dispatcher.request(toOptions(account, rest));
    const { statusCode, headers } = response;
    if (statusCode < 200 || statusCode > 299) {
      const failure = await readRefusal(response, secretsIn(account, rest));
      return { failure, wait: retryAfter(headerOf(headers, 'retry-after')) ?? 0 };
    }
    const chunks: AsyncIterator<Buffer> = response.body[Symbol.asyncIterator]();
    const first = await chunks.next();
    const header = (name: string) => headerOf(headers, name);
    const requestId = header('dg-request-id');
    const about = { attempts, ...(requestId && { requestId }) };
    const body = readOn(first, chunks, { account, signal: rest.signal, end, about });
    return { answer: { header, attempts, isEmpty: first.done === true, about, body } };
  } catch (error) {
    rest.signal.throwIfAborted();
    return { failure: connectionError(error, account), wait: 0 };
  }
}

function toOptions({ url, authorization, timeout }: Account, rest: RestRequest): Dispatcher.RequestOptions {
  return {
    origin: url.origin,
    path: url.pathname.replace(/\/$/, '') + rest.path,
    method: 'POST',
    headers: {
      'content-type': rest.contentType,
      'user-agent': 'node-red-deepgram',
      ...(authorization && { authorization }),
    },
    body: rest.body,
    signal: rest.signal,
    headersTimeout: timeout,
    bodyTimeout: timeout,
  };
}

function secretsIn({ authorization }: Account, { secrets = [] }: RestRequest): string[] {
  const key = authorization?.split(' ').at(-1);
  return [...secrets, ...(key ? [key] : [])];
}

interface Reading {
  readonly account: Account;
  readonly signal: AbortSignal;
  readonly end: () => void;
  readonly about: Answer['about'];
}

async function* readOn(
  first: IteratorResult<Buffer>,
  chunks: AsyncIterator<Buffer>,
  { account, signal, end, about }: Reading,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for (let chunk = first; !chunk.done; chunk = await chunks.next()) {
      bytes += chunk.value.length;
      yield chunk.value;
    }
  } catch (error) {
    signal.throwIfAborted();
    const { code, reason, values, cause } = connectionError(error, account);
    const isCut = code === 'NETWORK';
    throw new DeepgramError(code, isCut ? 'truncated' : reason, { ...values, bytes }, { ...cause, ...about });
  } finally {
    await chunks.return?.();
    end();
  }
}

/** Waits, or throws what the signal was aborted with. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
