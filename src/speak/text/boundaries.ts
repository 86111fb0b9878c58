const SENTENCES = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' });
const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const PARAGRAPH = /\n[^\S\n]*\n|[\f\u2029]/g;
// Full-width marks stand without a space after them; a mark that is modified is left with what modifies it.
const CLAUSE = /[,;:…–—]["'”’»)]*(?=\s)|(?:[、，；：،؛]|—)(?![\p{M}\p{Emoji_Modifier}\u200d])|\n/gu;
const WHITE_SPACE = /\s+/g;

// Unicode's sentence rules end a sentence after these (UAX #29, section 5).
// A single letter is the end of one (U.S., z.B.), and a number may count something (3. Oktober).
const ABBREVIATION =
  /(?<!\p{L})(?:Mrs?|Ms|Dr|Prof|St|Sra?|Jr|vs|No|Nr|Mme|ca|approx|etc|bzw|usw|\p{L}|(?<!\d)\d{1,2})\.\s*$/u;

/** Offsets at which the paragraphs between `start` and `end` end. A line must end in `\n`. */
export function paragraphs(text: string, start: number, end: number): Iterable<number> {
  return endsOf(PARAGRAPH, text, start, end);
}

/** Offsets at which the sentences between `start` and `end` end; a single line break does not end one. */
export function* sentences(text: string, start: number, end: number): Generator<number> {
  let from = start;
  let size = 512;
  while (from < end) {
    // A segment costs V8 time in proportion to the whole string that is segmented: so, bit by bit.
    const bit = text.slice(from, Math.min(from + size, end)).replaceAll('\n', ' ');
    const isLast = from + size >= end;
    let done = 0;
    for (const { index, segment } of SENTENCES.segment(bit)) {
      const segmentEnd = index + segment.length;
      if (segmentEnd === bit.length ? !isLast : ABBREVIATION.test(segment)) continue;
      yield from + segmentEnd;
      done = segmentEnd;
    }
    from += done;
    size = done === 0 ? size * 2 : 512;
  }
}

/** True where text ends with a period that ends no sentence, or may not. */
export function isAbbreviated(text: string): boolean {
  return ABBREVIATION.test(text);
}

/** Offsets at which the clauses between `start` and `end` end: at punctuation inside a sentence, or a line break. */
export function clauses(text: string, start: number, end: number): Iterable<number> {
  return endsOf(CLAUSE, text, start, end);
}

/** Offsets at which the words between `start` and `end` end, with the white space after them. */
export function words(text: string, start: number, end: number): Iterable<number> {
  return endsOf(WHITE_SPACE, text, start, end);
}

/**
 * The last place between words where white space does not tell (Thai, Chinese, Japanese), not before punctuation.
 *
 * @param start - Where the piece begins.
 * @param after - The offset that the break must lie behind.
 * @param limit - Length of a piece in UTF-16 code units.
 * @returns The offset of the break, undefined where there is none.
 */
export function wordBreak(text: string, start: number, after: number, limit: number): number | undefined {
  const { window, from } = windowOf(text, start, after, limit);
  const segments = WORDS.segment(window);
  let at = start + limit - from;
  // A run without words (a line of dashes) is not worth a long way back.
  for (let tries = 0; tries < 16; tries++) {
    const segment = segments.containing(at);
    if (!segment || from + segment.index <= after) return undefined;
    if (segment.isWordLike && isGraphemeBreak(window, segment.index)) return from + segment.index;
    at = segment.index - 1;
  }
  return undefined;
}

/** The last place between graphemes; parameters and result as with {@link wordBreak}. */
export function graphemeBreak(text: string, start: number, after: number, limit: number): number | undefined {
  const { window, from } = windowOf(text, start, after, limit);
  const grapheme = GRAPHEMES.segment(window).containing(start + limit - from);
  return grapheme && from + grapheme.index > after ? from + grapheme.index : undefined;
}

// What can be in the piece, and the code point after it: whether there is a break depends on that one, too.
function windowOf(
  text: string,
  start: number,
  after: number,
  limit: number,
): { window: string; from: number } {
  const from = Math.min(after, start + limit);
  return { window: text.slice(from, start + limit + 2), from };
}

function isGraphemeBreak(window: string, at: number): boolean {
  return GRAPHEMES.segment(window).containing(at)?.index === at;
}

function* endsOf(boundary: RegExp, text: string, start: number, end: number): Generator<number> {
  for (const { index, 0: match } of text.slice(start, end).matchAll(boundary)) {
    yield start + index + match.length;
  }
  yield end;
}
