/** A stretch of sound: its first frame, and the one behind its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Words, and the sound they share. */
export interface Share {
  readonly words: readonly string[];
  readonly span: Span;
}

/** How bad it is that a pause lies behind a word without punctuation, in letters. */
const UNPUNCTUATED = 3;
/** Letters by which a span may be off without being worse than others. */
const SLACK = 5;
/** How far off the cumulated letters may be, at least and as a share of all. */
const REACH = 30;
const REACH_SHARE = 0.15;

const PUNCTUATED = /[.!?,;:]["')]*$/;

/** The best way to say so many words in so many spans. */
interface Way {
  readonly cost: number;
  /** How many words were said before the last span. */
  readonly before: number;
}

/** Which words are said in which span: as many letters as it is long, with pauses behind punctuation if possible. */
export function sharedOut(words: readonly string[], spans: readonly Span[]): Share[] {
  const letters = cumulated(words.map((word) => word.length + 1));
  const frames = cumulated(spans.map(({ from, to }) => to - from));
  const all = letters.at(-1) ?? 0;
  const rate = all / (frames.at(-1) ?? 1);
  const reach = Math.max(REACH, all * REACH_SHARE);
  const ways: Map<number, Way>[] = [new Map([[0, { cost: 0, before: 0 }]])];
  for (let index = 0; index < spans.length; index += 1) {
    const expected = rate * ((frames[index + 1] ?? 0) - (frames[index] ?? 0));
    const now = new Map<number, Way>();
    for (let count = 0; count <= words.length; count += 1) {
      const isLast = index === spans.length - 1;
      const off = Math.abs((letters[count] ?? 0) - rate * (frames[index + 1] ?? 0));
      if (isLast ? count < words.length : off > reach) continue;
      const pause = isLast || count === 0 || PUNCTUATED.test(words[count - 1] ?? '') ? 0 : UNPUNCTUATED;
      const way = bestWay(ways.at(-1), count, (before) => {
        const difference = (letters[count] ?? 0) - (letters[before] ?? 0) - expected;
        return pause + difference ** 2 / (expected + SLACK);
      });
      if (way !== undefined) now.set(count, way);
    }
    ways.push(now);
  }
  const [first] = spans;
  const last = spans.at(-1);
  if (ways.at(-1)?.has(words.length) === true || first === undefined || last === undefined) {
    return taken(words, spans, ways);
  }
  // Spoken at very different speeds.
  return [{ words, span: { from: first.from, to: last.to } }];
}

function bestWay(
  ways: ReadonlyMap<number, Way> | undefined,
  count: number,
  costFrom: (before: number) => number,
): Way | undefined {
  let best: Way | undefined;
  for (const [before, { cost }] of ways ?? []) {
    if (before > count) continue;
    const total = cost + costFrom(before);
    if (best === undefined || total < best.cost) best = { cost: total, before };
  }
  return best;
}

function taken(words: readonly string[], spans: readonly Span[], ways: readonly Map<number, Way>[]): Share[] {
  const shares: Share[] = [];
  let count = words.length;
  for (let index = spans.length; index > 0; index -= 1) {
    const before = ways[index]?.get(count)?.before ?? 0;
    const span = spans[index - 1];
    if (span !== undefined && before < count) shares.unshift({ span, words: words.slice(before, count) });
    count = before;
  }
  return shares;
}

function cumulated(values: readonly number[]): number[] {
  let sum = 0;
  return [0, ...values.map((value) => (sum += value))];
}
