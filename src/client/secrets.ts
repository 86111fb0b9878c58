/** Shorter than this a word is no secret, and would be cut out of every sentence. */
const SHORTEST = 4;

/**
 * What of a URL must never be told: its user-info and its query, as they stand there and decoded.
 */
export function secretsOf(url: URL): string[] {
  const parts = [url.username, url.password, url.search.slice(1), ...url.searchParams.values()];
  return [url.href, ...parts.flatMap((part) => [part, decode(part)])];
}

/** How JSON, HTML and URLs write a character: `\u0026`, `%26`, `&#x26;`, `&#38;`, `&amp;`, `\/`. */
const ESCAPES =
  /\\u([\da-f]{4})|%([2-7][\da-f])|&#x([\da-f]{1,6});|&#(\d{1,7});|&(amp|lt|gt|quot|apos);|\\(["\\/])/gi;

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** How often a text is unescaped at most: JSON may stand in JSON, and in HTML. */
const ESCAPINGS = 3;

/**
 * A text without secrets, should a server have echoed them; also where it has escaped them. JSON stays JSON, a
 * text that escapes a secret comes back unescaped.
 */
export function cutSecrets(text: string, secrets: readonly string[]): string {
  const words = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), inQuery(secret)])
    .filter((secret) => secret.length >= SHORTEST)
    .sort((one, other) => other.length - one.length);
  const cut = (told: string) => words.reduce((clean, secret) => clean.replaceAll(secret, '…'), told);
  const clean = cut(text);
  let plain = clean;
  let unescaped: string | undefined;
  for (let times = 0; times < ESCAPINGS; times++) {
    const next = plain.replace(ESCAPES, characterOf);
    if (next === plain) break;
    plain = cut(next);
    if (plain !== next) unescaped = plain;
  }
  return unescaped === undefined ? clean : cut(cutInJson(clean, secrets) ?? unescaped);
}

/** JSON without the secrets of its values; undefined for what is none. */
function cutInJson(text: string, secrets: readonly string[]): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), (_, value) =>
      typeof value === 'string' ? cutSecrets(value, secrets) : value,
    );
  } catch {
    return undefined;
  }
}

function characterOf(_: string, json = '', url = '', hex = '', decimal = '', name = '', letter = ''): string {
  const code = json || url || hex;
  if (code) return String.fromCharCode(Number.parseInt(code, 16));
  return decimal ? String.fromCharCode(Number(decimal)) : (NAMED[name.toLowerCase()] ?? letter);
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
