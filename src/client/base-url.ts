import { DeepgramError } from './errors.js';

/**
 * Reads the base URL of an account.
 *
 * @returns the URL, its path without a trailing slash
 * @throws DeepgramError CONFIG when it is no http(s) URL, carries a user name or a query, or would send
 *   a key to Deepgram itself in clear text (Deepgram answers https only)
 */
export function baseUrl(text: string): URL {
  if (!URL.canParse(text.trim())) throw new DeepgramError('CONFIG', 'urlInvalid');
  const url = new URL(text.trim());
  if (!['http:', 'https:'].includes(url.protocol)) throw new DeepgramError('CONFIG', 'urlInvalid');
  if (url.username || url.password || url.search || url.hash) throw new DeepgramError('CONFIG', 'urlExtras');
  if (url.protocol === 'http:' && isDeepgram(url)) throw new DeepgramError('CONFIG', 'urlNeedsHttps');
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** True for Deepgram's own hosts, of any region. */
export function isDeepgram(url: URL): boolean {
  return url.hostname === 'deepgram.com' || url.hostname.endsWith('.deepgram.com');
}
