import { sentences } from '../text/boundaries.js';

// More may follow without a space where a language has none; elsewhere white space must have come.
const ENDED = /[.!?…‼⁇-⁉։؟۔।]["'”’»)\]]*\s+$|[。！？｡]["'”’»」』）)\]]*\s*$/u;

/** Words that end with a period and no sentence; and numbers: "the 3. " may become a date or "3. 5". */
const UNSURE = /(?:^|[\s("'])(?:\p{L}|(?:\p{L}\.)+\p{L}|\d+|[\p{L}]{1,4})\.\s*$/u;

/**
 * Where the sentences end in text that is still being written. An end counts when nothing that follows could take
 * it back: the next sentence has begun, or there is white space behind the mark. Whether a short word with a
 * period ("etc. ") ends one shows only with the word behind it.
 *
 * @returns offsets, ascending
 */
export function sentenceEnds(text: string): number[] {
  const ends = [...sentences(text, 0, text.length)];
  const isSure = ENDED.test(text) && !UNSURE.test(text);
  return isSure ? ends : ends.slice(0, -1);
}
