import { clauses, graphemeBreak, paragraphs, sentences, wordBreak, words } from './boundaries.js';
import { maskPronunciations } from './pronunciation.js';

/** The end of each unit of `text` between two offsets, in order; the last one is `end`. */
type Units = (text: string, start: number, end: number) => Iterable<number>;

/** The places to break at, the best first. */
const LEVELS: readonly Units[] = [paragraphs, sentences, clauses, words];

/**
 * Splits text into pieces that can be spoken one after another.
 *
 * A piece ends at a paragraph if it can, else at a sentence, a clause, a word, a grapheme, and takes in as much
 * as fits without a worse break. An inline pronunciation (`\{"word":"…","pronounce":"…"\}`) is not broken where it
 * fits the limit. A grapheme longer than the limit is broken between code points; a code point never is.
 *
 * @param text - What is to be spoken.
 * @param limit - The longest piece allowed, in UTF-16 code units; a whole number, 2 or more.
 * @returns The text itself if it is within the limit; else its pieces in order, without the white space around
 * them, none blank. Nothing but white space is left out.
 * @throws RangeError if `limit` is not such a number.
 */
export function split(text: string, limit: number): string[] {
  if (!Number.isInteger(limit) || limit < 2)
    throw new RangeError(`not a limit for a piece of text: ${limit}`);
  if (text.length <= limit) return [text];
  const masked = maskPronunciations(withPlainLineBreaks(text), limit);
  const pieces: string[] = [];
  let start = 0;
  let end = 0;

  function pack(from: number, to: number, level: number): void {
    const [unitStart, unitEnd] = trim(masked, from, to);
    if (unitStart === unitEnd) return;
    if (start === end) start = unitStart;
    if (unitEnd - start <= limit) {
      end = unitEnd;
    } else if (unitEnd - unitStart <= limit) {
      flush(unitStart);
      end = unitEnd;
    } else {
      const units = LEVELS[level];
      if (units) packAll(units(masked, unitStart, unitEnd), unitStart, level + 1);
      else chop(unitStart, unitEnd);
    }
  }

  function packAll(ends: Iterable<number>, from: number, level: number): void {
    let unitStart = from;
    for (const unitEnd of ends) {
      pack(unitStart, unitEnd, level);
      unitStart = unitEnd;
    }
  }

  // A word that no piece can hold: fills what room is left, then piece after piece.
  function chop(from: number, to: number): void {
    while (to - start > limit) {
      const cut = wordBreak(masked, start, from, limit) ?? graphemeBreak(masked, start, from, limit);
      if (cut !== undefined) {
        end = cut;
        from = cut;
      } else if (start === from) {
        end = codePointBreak(masked, start + limit);
        from = end;
      }
      flush(from);
    }
    end = to;
  }

  function flush(next: number): void {
    if (end > start) pieces.push(text.slice(start, end));
    start = next;
    end = next;
  }

  pack(0, text.length, 0);
  flush(text.length);
  return pieces;
}

// The same length, but a line ends in \n only.
function withPlainLineBreaks(text: string): string {
  return text.replace(/\r\n/g, ' \n').replace(/[\r\u2028]/g, '\n');
}

function trim(text: string, from: number, to: number): [start: number, end: number] {
  let start = from;
  let end = to;
  while (start < end && isBlank(text, start)) start++;
  while (end > start && isBlank(text, end - 1)) end--;
  return [start, end];
}

function isBlank(text: string, at: number): boolean {
  return text.charAt(at).trim() === '';
}

function codePointBreak(text: string, at: number): number {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;
}
