import { isDeepgram } from './base-url.js';
import { DeepgramError } from './errors.js';

/** By what we are known to a server. */
export interface Auth {
  /** `key`: an API key. `token`: a short-lived one from /v1/auth/grant. `none`: a server that asks for nothing. */
  readonly auth: 'key' | 'token' | 'none';
  /** The API key or token; blank means the environment's, for Deepgram's own hosts. */
  readonly key?: string;
}

/**
 * The Authorization header of an account: `Token` for API keys, `Bearer` for short-lived tokens
 * (developers.deepgram.com/reference/authentication).
 *
 * @param environment - where `DEEPGRAM_API_KEY` is looked for. It is used for hosts of deepgram.com only:
 *   a key that was meant for Deepgram must not go to another server by itself.
 * @throws DeepgramError CONFIG when there is no key, or one that no header can carry
 */
export function authorization(
  { auth, key }: Auth,
  url: URL,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (auth === 'none') return undefined;
  const isHome = isDeepgram(url);
  const secret = key?.trim() || (isHome ? environment.DEEPGRAM_API_KEY?.trim() : undefined);
  // A `${NAME}` that Node-RED could not replace is still standing there: that variable is not set.
  if (!secret || /^\$\{.*\}$/.test(secret)) {
    throw new DeepgramError('CONFIG', isHome ? 'keyMissing' : 'keyMissingElsewhere');
  }
  if (!/^[\x21-\x7e]+$/.test(secret)) throw new DeepgramError('CONFIG', 'keyUnreadable');
  return `${auth === 'token' ? 'Bearer' : 'Token'} ${secret}`;
}
