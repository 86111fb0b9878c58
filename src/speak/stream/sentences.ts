import { isAbbreviated, paragraphs, sentences } from '../text/boundaries.js';

// More may follow without a space where a language has none; elsewhere white space must have come.
const ENDED = /[.!?…‼⁇⁈⁉։؟۔।]["'”’»)\]]*\s+$|[。！？｡]["'”’»」』）)\]]*\s*$/u;

/** A quotation that has begun will be closed behind the mark. */
const QUOTING = /[「『“„«][^」』”»]*$/u;

/**
 * Where the sentences and paragraphs end in text that is still being written. An end counts when nothing that
 * follows could take it back: the next sentence has begun, or there is white space behind the mark. Whether a word
 * with a period ("etc. ") ends one shows only with what is behind it.
 *
 * @returns offsets, ascending
 */
export function sentenceEnds(text: string): number[] {
  if (text === '') return [];
  const ends = [...sentences(text, 0, text.length)];
  const isSure = ENDED.test(text) && !isAbbreviated(text) && !QUOTING.test(text);
  const blankLines = [...paragraphs(text.replaceAll('\r\n', ' \n'), 0, text.length)].slice(0, -1);
  const sure = new Set([...(isSure ? ends : ends.slice(0, -1)), ...blankLines]);
  return [...sure].sort((one, other) => one - other);
}
