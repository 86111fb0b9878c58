import type { Credentials } from './basic.js';

/**
 * The URL that Deepgram is asked to call. Deepgram makes an Authorization header of the user-info, which must
 * be percent-encoded (developers.deepgram.com/docs/callback), and preserves the query.
 *
 * @param address - the finished public URL
 * @param job - the job's token
 */
export function callbackUrl(address: URL, job: string, credentials?: Credentials): string {
  const url = new URL(address);
  url.searchParams.set('job', job);
  if (credentials) {
    url.username = encode(credentials.username);
    url.password = encode(credentials.password);
  }
  return url.href;
}

/** What may be told of a URL: where it leads, without user-info and query, which may be secrets. */
export function placeOf({ origin, pathname }: URL): string {
  return origin + pathname;
}

/** `encodeURIComponent` leaves characters that mean something to some readers of URLs. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}
