/** Shorter than this a word is no secret, and would be cut out of every sentence. */
const SHORTEST = 4;

/**
 * What of a URL must never be told: its user-info and its query, as they stand there and decoded.
 */
export function secretsOf(url: URL): string[] {
  const parts = [url.username, url.password, url.search.slice(1), ...url.searchParams.values()];
  return [url.href, ...parts.flatMap((part) => [part, decode(part)])];
}

/** A text without secrets, should a server have echoed them; also where it has percent-encoded them. */
export function cutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), inQuery(secret)])
    .filter((secret) => secret.length >= SHORTEST)
    .sort((one, other) => other.length - one.length)
    .reduce((clean, secret) => clean.replaceAll(secret, '…'), text);
}

/** A URL up to where a text goes on, with its slashes as some write them in JSON. */
const URLS = /((?:https?|wss?):[\\/]+)([^\s"<>]*)/gi;

/** The same, percent-encoded as often as may be. */
const ENCODED_URLS = /(?:https?|wss?)%(?:25)*3a[^\s"<>]*/gi;

/** How often a URL is decoded at most: it may stand in the query of one that stands in a query. */
const ENCODINGS = 3;

const HOST = /^([^:[\]]*|\[[^\]]*\])(:\d*)?$/;

/** What belongs to the sentence where a URL ends with it. */
const PUNCTUATION = ").,:;!?'’”}…";

/**
 * A text whose URLs (http, https, ws, wss) are left with origin and path: what somebody else says may quote some
 * that nobody here knows.
 */
export function cutUrls(text: string): string {
  let plain = text;
  for (let times = 0; times < ENCODINGS; times++) plain = plain.replace(ENCODED_URLS, decodeUrl);
  return plain.replace(ENCODED_URLS, '…').replace(URLS, (_, begin: string, rest: string) => {
    let end = rest.length;
    while (PUNCTUATION.includes(rest[end - 1] ?? ' ')) end -= 1;
    return begin + placeIn(rest.slice(0, end)) + rest.slice(end);
  });
}

/** Host and path of what stands behind a URL's slashes; nothing where that can't be told. */
function placeIn(rest: string): string {
  const [place = ''] = rest.split(/[?#]/, 1);
  const [authority = ''] = place.split(/[\\/]/, 1);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (!HOST.test(host)) return '…';
  // Another URL may stand in the path.
  return host + place.slice(authority.length).replace(/(:[\\/]+)[^\\/]*@/g, '$1');
}

/** Decoded such that it is still one word, as which it is cut. */
function decodeUrl(url: string): string {
  return decode(url).replace(/[\s"<>]/g, encodeURIComponent);
}

/** As it stands in a query that `URLSearchParams` wrote, which encodes more, and a space as `+`. */
function inQuery(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
