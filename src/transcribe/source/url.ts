import { DeepgramError } from '../../client/errors.js';

/** Names of query parameters that hold what must not be given away. What is made to be, a presigned URL, is not here. */
const SECRETS = /^((access|auth)?[-_]?token|auth|(api)?[-_]?key|password|passwd|pwd|secret)$/i;

/** A Telegram bot's token in a path, at Telegram's own server or somebody else's: core.telegram.org/bots/api. */
const BOT_TOKEN = /\/bot\d+:/i;

/** True for what Deepgram can fetch by itself. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text.trim()) && URL.canParse(text.trim());
}

/**
 * Makes sure that a URL may be told to Deepgram.
 *
 * @returns what to tell
 * @throws DeepgramError BAD_REQUEST where a secret is in it: user name and password, a token in the query, or a
 *   Telegram file link, whose path holds the bot's token
 */
export function requireNoSecret(address: string): URL {
  const url = new URL(address.trim());
  // It is for browsers only.
  url.hash = '';
  const isTelegram = BOT_TOKEN.test(decoded(url.pathname));
  const hasToken = [...url.searchParams.keys()].some((name) => SECRETS.test(name));
  if (isTelegram || hasToken || url.username || url.password)
    throw new DeepgramError('BAD_REQUEST', 'urlHasSecret', { host: url.host });
  return url;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
