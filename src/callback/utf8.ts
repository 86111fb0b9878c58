import { isUtf8 } from 'node:buffer';
import { type Body, joined, lengthOf } from './body.js';

/** Bytes up to which a text's pieces are joined in a block that is kept; transcripts have some hundred kilobytes. */
const BLOCK = 1024 * 1024;

/** Made once, for the first text: memory for each delivery would cost more than all that is done to prove it. */
let block: Buffer | undefined;

/** @returns a body's text without a byte order mark; undefined where it is not UTF-8 */
export function readUtf8(body: Body): string | undefined {
  const bytes = joinedInBlock(body);
  const text = bytes.toString('utf8', hasByteOrderMark(bytes) ? 3 : 0);
  // What is not UTF-8 has become this character; that is looked for faster than the bytes are checked.
  return text.includes('\uFFFD') && !isUtf8(bytes) ? undefined : text;
}

/** Bytes that nobody may keep: the next text takes their place. */
function joinedInBlock(body: Body): Buffer {
  const [first] = body;
  if (first && body.length === 1) return first;
  const length = lengthOf(body);
  if (length > BLOCK) return joined(body);
  block ??= Buffer.allocUnsafeSlow(BLOCK);
  let end = 0;
  for (const piece of body) end += piece.copy(block, end);
  return block.subarray(0, length);
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
