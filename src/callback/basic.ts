import { createHash, timingSafeEqual } from 'node:crypto';

/** User name and password, as they are: not encoded for a URL. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Whether an Authorization header carries these credentials. Takes the same time for every wrong one:
 * digests are compared, which all have one length.
 */
export function isAuthorized(header: string | undefined, { username, password }: Credentials): boolean {
  const [, sent = ''] = /^basic +([\w+/=-]+) *$/i.exec(header ?? '') ?? [];
  return timingSafeEqual(digest(Buffer.from(sent, 'base64')), digest(Buffer.from(`${username}:${password}`)));
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
