import { timingSafeEqual } from 'node:crypto';

/** User name and password, as they are: not encoded for a URL. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Bytes that user name and password may have together; what is longer is wrong. */
const LIMIT = 1024;

/** Tells whether an Authorization header carries the right credentials. */
export type Authorizer = (header: string | undefined) => boolean;

/**
 * Makes what checks Authorization headers. It takes the same time for every wrong one: all are filled up to the
 * same length before they are compared.
 */
export function createAuthorizer({ username, password }: Credentials): Authorizer {
  const right = `${username}:${password}`;
  const expected = filled(right, 'utf8');
  const isPossible = Buffer.byteLength(right) <= LIMIT;
  return (header = '') => {
    const [, sent = ''] = /^basic +([\w+/=-]+) *$/i.exec(header) ?? [];
    return timingSafeEqual(filled(sent, 'base64'), expected) && isPossible;
  };
}

/** The bytes at the front of a block of one length, whose end tells how many there are. */
function filled(text: string, encoding: 'base64' | 'utf8'): Buffer {
  const block = Buffer.alloc(LIMIT + 4);
  block.write(text, 0, LIMIT, encoding);
  block.writeUInt32LE(Buffer.byteLength(text, encoding), LIMIT);
  return block;
}
