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
