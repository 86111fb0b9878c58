import { isAbbreviated, paragraphs, sentences } from '../text/boundaries.js';

/** What ends a sentence: where a space follows, and where none is needed. */
const SPACED = '.!?…‼⁇⁈⁉։؟۔।';
const UNSPACED = '。！？｡';

const MARK = new RegExp(`[${SPACED}${UNSPACED}\\n\\f\\u2029]`, 'u');

// More may follow without a space where a language has none; elsewhere white space must have come.
const ENDED = new RegExp(`[${SPACED}]["'”’»)\\]]*\\s+$|[${UNSPACED}]["'”’»」』）)\\]]*\\s*$`, 'u');

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

/** True for text that holds what may end a sentence or a paragraph. */
export function mayEndSentence(text: string): boolean {
  return MARK.test(text);
}
