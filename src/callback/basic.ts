import { timingSafeEqual } from 'node:crypto';

/** User name and password, as they are: not encoded for a URL. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Bytes that user name and password may have together; what is longer is wrong. */
const LIMIT = 1024;
const BLOCK = LIMIT + 4;

/** Tells whether an Authorization header carries the right credentials. */
export type Authorizer = (header: string | undefined) => boolean;

/**
 * Makes what checks Authorization headers. It takes the same time for every wrong one: all are filled up to the
 * same length before they are compared.
 */
export function createAuthorizer({ username, password }: Credentials): Authorizer {
  const right = `${username}:${password}`;
  const expected = Buffer.alloc(BLOCK);
  fill(expected, right, 'utf8');
  const isPossible = Buffer.byteLength(right) <= LIMIT;
  // Made once: a block for each delivery would cost more than all that is done with it.
  const block = Buffer.alloc(BLOCK);
  return (header = '') => {
    const [, sent = ''] = /^basic +([\w+/=-]+) *$/i.exec(header) ?? [];
    fill(block, sent, 'base64');
    const isRight = timingSafeEqual(block, expected) && isPossible;
    block.fill(0);
    return isRight;
  };
}

/** Puts the bytes at the front of an empty block, whose end tells how many there are. */
function fill(block: Buffer, text: string, encoding: 'base64' | 'utf8'): void {
  block.write(text, 0, LIMIT, encoding);
  block.writeUInt32LE(Buffer.byteLength(text, encoding), LIMIT);
}
