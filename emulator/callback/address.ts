import { Refusal } from '../refusal.js';

/**
 * Where Deepgram may call; developers.deepgram.com/docs/tts-callback. An empty port is the scheme's own.
 *
 * Private and loopback hosts are let through: that Deepgram refuses them at once is likely, but unconfirmed,
 * and here there is no other host to call.
 */
const PORTS = new Set(['', '80', '443', '8080', '8443']);

/** The parameters of a request that ask for a callback. */
export interface AskedCallback {
  readonly callback?: string;
  readonly callback_method?: 'POST' | 'PUT';
}

/** Where and how a result is to be delivered. */
export interface CallbackAddress {
  /** Credentials included. */
  readonly url: URL;
  readonly method: 'POST' | 'PUT';
}

/**
 * The callback of a request, if it has one; a {@link Refusal} 400 when Deepgram could not call it.
 *
 * @param anyPort lets ports other than Deepgram's four through
 */
export function findCallback(asked: AskedCallback, anyPort: boolean): CallbackAddress | undefined {
  if (asked.callback === undefined) return undefined;
  const url = URL.canParse(asked.callback) ? new URL(asked.callback) : undefined;
  if (url === undefined || !isCallable(url, anyPort)) {
    throw new Refusal(400, 'INVALID_QUERY_PARAMETER', 'Invalid callback url.');
  }
  return { url, method: asked.callback_method ?? 'POST' };
}

/** Whether Deepgram may call there, by one of these protocols. */
export function isCallable(
  url: URL,
  anyPort: boolean,
  protocols: readonly string[] = ['http:', 'https:'],
): boolean {
  if (!protocols.includes(url.protocol)) return false;
  if (!anyPort && !PORTS.has(url.port)) return false;
  return isEncoded(url.username) && isEncoded(url.password);
}

/** "Percent-encode special characters" is documented; what becomes of `%` without two digits is not. */
function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
