import type { Account } from './account.js';
import { connectionError } from './connection-error.js';
import { DeepgramError } from './errors.js';
import { readJson } from './json-answer.js';
import { headerOf, readRefusal } from './refusal.js';
import { targetOf } from './target.js';

/** How much is waited for and read. */
export interface Bounds {
  /** ms for all of it: connecting, asking, reading. */
  readonly within: number;
  /** Bytes that the answer may have, decoded. */
  readonly bytes: number;
}

/**
 * One GET, tried once, of something that is JSON. A redirection is not followed: it is a refusal.
 *
 * @param path - path and query, from `/v1/…` on
 * @throws DeepgramError
 */
export async function getJson(account: Account, path: string, { within, bytes }: Bounds): Promise<unknown> {
  const { url, secrets } = account;
  const signal = AbortSignal.timeout(within);
  try {
    const dispatcher = await account.dispatcher();
    const target = targetOf(account, path);
    const response = await dispatcher.request({ origin: url.origin, method: 'GET', ...target, signal });
    const { statusCode, headers, body } = response;
    if (statusCode < 200 || statusCode > 299) throw await readRefusal(response, secrets);
    const header = (name: string) => headerOf(headers, name);
    const about = { attempts: 1 };
    return await readJson({ header, attempts: 1, isEmpty: false, secrets, about, body }, bytes);
  } catch (error) {
    if (!signal.aborted) throw connectionError(error, { url, timeout: within });
    throw new DeepgramError('TIMEOUT', 'noProgress', { host: url.host, seconds: within / 1000 });
  }
}
