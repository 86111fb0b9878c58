import { type CallbackAddress, findCallback, isCallable } from '../callback/address.js';
import { Refusal } from '../refusal.js';
import type { LiveQuery } from './v1-query.js';

/** Where the results of a stream go instead. */
export type LiveCallback =
  | ({ readonly kind: 'requests' } & CallbackAddress)
  /** Credentials included. */
  | { readonly kind: 'socket'; readonly url: URL };

/** The callback of a stream, if it has one; a {@link Refusal} 400 when Deepgram could not call it. */
export function findLiveCallback(
  { callback, callback_method = 'POST' }: LiveQuery,
  anyPort: boolean,
): LiveCallback | undefined {
  if (callback === undefined) return undefined;
  if (!/^wss?:/i.test(callback)) {
    const method = callback_method === 'PUT' ? 'PUT' : 'POST';
    const address = findCallback({ callback, callback_method: method }, anyPort);
    return address === undefined ? undefined : { kind: 'requests', ...address };
  }
  const url = URL.canParse(callback) ? new URL(callback) : undefined;
  if (url === undefined || !isCallable(url, anyPort, ['ws:', 'wss:'])) {
    throw new Refusal(400, 'INVALID_QUERY_PARAMETER', 'Invalid callback url.');
  }
  return { kind: 'socket', url };
}
