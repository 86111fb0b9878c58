import { DeepgramError } from '../../client/errors.js';

/** Names of query parameters that hold what must not be given away. What is made to be, a presigned URL, is not here. */
const SECRETS = /^(token|access_?token|auth|api_?key|apikey|key|password|passwd|pwd|secret)$/i;

/** True for what Deepgram can fetch by itself. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text.trim()) && URL.canParse(text.trim());
}

/**
 * Makes sure that a URL may be told to Deepgram.
 *
 * @throws DeepgramError BAD_REQUEST where a secret is in it: user name and password, a token in the query, or a
 *   Telegram file link, whose path holds the bot's token
 */
export function requireNoSecret(address: string): string {
  const url = new URL(address.trim());
  const isTelegram = url.hostname === 'api.telegram.org' && /^\/file\/bot/.test(url.pathname);
  const hasToken = [...url.searchParams.keys()].some((name) => SECRETS.test(name));
  if (isTelegram || hasToken || url.username || url.password)
    throw new DeepgramError('BAD_REQUEST', 'urlHasSecret', { host: url.host });
  return url.href;
}
