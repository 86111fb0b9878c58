import type { Dispatcher } from 'undici';
import type { Account } from './account.js';
import { retryAfter } from './backoff.js';
import { connectionError } from './connection-error.js';
import { DeepgramError } from './errors.js';
import { headerOf, readRefusal } from './refusal.js';
import type { Answer, RestRequest } from './rest.js';
import { openScope } from './scope.js';
import { targetOf } from './target.js';
import { beginSending, type Upload } from './upload.js';

/** What has come of sending a request once. */
export type Outcome =
  | { readonly answer: Answer }
  | {
      readonly failure: DeepgramError;
      /** ms that the server asks to wait. */
      readonly wait: number;
      /** The body can't be sent again. */
      readonly isSpent: boolean;
    };

/**
 * Sends a request once.
 *
 * @param attempts - how often it is sent with this time
 * @param end - called when the answer's body has ended
 * @throws whatever the request's signal was aborted with
 */
export async function sendOnce(
  account: Account,
  rest: RestRequest,
  attempts: number,
  end: () => void,
): Promise<Outcome> {
  const upload = isUpload(rest.body) ? rest.body : undefined;
  const scope = upload && openScope(rest.signal);
  const sending = upload && beginSending(upload, account.timeout, (error) => scope?.abort(error));
  const secrets = [...account.secrets, ...(rest.secrets ?? [])];
  let patience = rest.answerTimeout ?? account.timeout;
  const isSpent = () => upload !== undefined && !upload.isRepeatable && sending?.hasBegun() === true;
  try {
    const dispatcher = await account.dispatcher();
    const options = toOptions(account, rest, sending?.chunks, scope?.signal ?? rest.signal);
    const response = await dispatcher.request(options);
    const { statusCode, headers } = response;
    patience = account.timeout;
    if (statusCode < 200 || statusCode > 299) {
      sending?.hold();
      const failure = await readRefusal(response, secrets);
      scope?.leave();
      return { failure, wait: retryAfter(headerOf(headers, 'retry-after')) ?? 0, isSpent: isSpent() };
    }
    const chunks: AsyncIterator<Buffer> = response.body[Symbol.asyncIterator]();
    const first = await chunks.next();
    const header = (name: string) => headerOf(headers, name);
    const requestId = header('dg-request-id');
    const about = { attempts, ...(requestId && { requestId }) };
    const endAll = () => {
      scope?.leave();
      end();
    };
    const body = readOn(first, chunks, { account, signal: rest.signal, end: endAll, about });
    return { answer: { header, attempts, isEmpty: first.done === true, secrets, about, body } };
  } catch (error) {
    scope?.leave();
    rest.signal.throwIfAborted();
    const failure = connectionError(error, { url: account.url, timeout: patience });
    return { failure, wait: 0, isSpent: isSpent() };
  } finally {
    sending?.end();
  }
}

function isUpload(body: RestRequest['body']): body is Upload {
  return typeof body === 'object' && 'open' in body;
}

function toOptions(
  account: Account,
  rest: RestRequest,
  chunks: AsyncIterable<Uint8Array> | undefined,
  signal: AbortSignal,
): Dispatcher.RequestOptions {
  const { url, timeout } = account;
  const { path, headers } = targetOf(account, rest.path);
  const bytes = isUpload(rest.body) ? rest.body.bytes : undefined;
  return {
    origin: url.origin,
    path,
    method: 'POST',
    headers: {
      'content-type': rest.contentType,
      ...headers,
      ...(bytes !== undefined && { 'content-length': String(bytes) }),
    },
    // Anything that can be iterated is sent as it comes; the typings know streams only.
    body: (chunks as Dispatcher.RequestOptions['body']) ?? (rest.body as string | Buffer),
    signal,
    headersTimeout: rest.answerTimeout ?? timeout,
    bodyTimeout: timeout,
  };
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
