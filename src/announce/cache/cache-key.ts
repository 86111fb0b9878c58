import { createHash } from 'node:crypto';
import { toQuery } from '../../client/query.js';
import type { Wish } from '../../client/wish.js';

/** Counted up when what is kept changes its form: what older versions have kept is not found then. */
const FORM = 1;

/**
 * Names the sound of a text: the same words, voice and parameters from the same server have the same name,
 * whichever account asks. The order of parameters does not matter, and blank ones are not sent and do not count.
 *
 * @param base - of the account; it holds no credentials
 * @param text - as it is sent
 * @returns 64 hexadecimal digits, which tell nothing about the text
 */
export function cacheKey(base: URL, { model, parameters }: Wish, text: string): string {
  const query = new URLSearchParams(toQuery(parameters));
  // By name only: several values of one parameter keep their order.
  query.sort();
  return createHash('sha256')
    .update(JSON.stringify([FORM, base.href, model, `${query}`, text]))
    .digest('hex');
}
