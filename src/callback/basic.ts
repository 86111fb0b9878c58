import { timingSafeEqual } from 'node:crypto';

/** User name and password, as they are: not encoded for a URL. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Bytes that user name and password may have together; what is longer is wrong. */
const LIMIT = 1024;

/**
 * Whether an Authorization header carries these credentials. Takes the same time for every wrong one: all are
 * filled up to the same length before they are compared.
 */
export function isAuthorized(header: string | undefined, { username, password }: Credentials): boolean {
  const [, sent = ''] = /^basic +([\w+/=-]+) *$/i.exec(header ?? '') ?? [];
  const expected = `${username}:${password}`;
  const isEqual = timingSafeEqual(filled(sent, 'base64'), filled(expected, 'utf8'));
  return isEqual && Buffer.byteLength(expected) <= LIMIT;
}

/** The bytes at the front of a block of one length, whose end tells how many there are. */
function filled(text: string, encoding: 'base64' | 'utf8'): Buffer {
  const block = Buffer.alloc(LIMIT + 4);
  const length = Buffer.byteLength(text, encoding);
  block.write(text, 0, LIMIT, encoding);
  block.writeUInt32LE(length, LIMIT);
  return block;
}
