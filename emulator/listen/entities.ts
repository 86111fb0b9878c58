import { scoreOf } from './score.js';
import { plain, spread, type Word } from './words.js';

/** Something in a transcript that has a name. */
export interface Entity {
  /** In capitals, e.g. `CARDINAL`. */
  readonly label: string;
  /** As it was written, and as it was said. */
  readonly value: string;
  readonly raw_value: string;
  readonly confidence: number;
  /** Numbers of its first word, and of the one behind its last. */
  readonly start_word: number;
  readonly end_word: number;
}

const NUMBER =
  /^(\d[\d,.:-]*|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)$/;

/** What each group of `redact` takes out; the names of single entities stand for themselves. */
const groups: Readonly<Record<string, readonly string[]>> = {
  true: ['NUMERICAL_PII', 'SSN', 'CREDIT_CARD', 'PHONE_NUMBER'],
  numbers: ['NUMERICAL_PII', 'SSN', 'CREDIT_CARD', 'PHONE_NUMBER'],
  aggressive_numbers: ['NUMERICAL_PII', 'SSN', 'CREDIT_CARD', 'PHONE_NUMBER'],
  pci: ['CREDIT_CARD'],
  ssn: ['SSN'],
  pii: ['NAME', 'SSN', 'PHONE_NUMBER'],
  false: [],
};

/**
 * Numbers, told apart by how many figures they have, and names: words with a capital letter that don't begin a
 * sentence. Deepgram knows more than fifty kinds.
 */
export function entitiesOf(words: readonly Word[]): Entity[] {
  return [...runs(words, isNumber, numberLabel), ...runs(words, isName, () => 'NAME')].sort(
    (a, b) => a.start_word - b.start_word,
  );
}

/** The words with `[LABEL_n]` for what is to be taken out; equal values have equal numbers. */
export function redacted(words: readonly Word[], redact: readonly string[]): Word[] {
  const wanted = new Set(redact.flatMap((group) => groups[group] ?? [group.toUpperCase()]));
  const seen = new Map<string, string[]>();
  const out: Word[] = [];
  let next = 0;
  for (const { label, raw_value, start_word, end_word } of entitiesOf(words)) {
    const [first] = words.slice(start_word);
    const last = words[end_word - 1];
    if (!wanted.has(label) || first === undefined || last === undefined) continue;
    const values = seen.get(label) ?? [];
    if (!values.includes(raw_value)) values.push(raw_value);
    seen.set(label, values);
    out.push(
      ...words.slice(next, start_word),
      ...spread(`[${label}_${values.indexOf(raw_value) + 1}]`, first, last),
    );
    next = end_word;
  }
  return [...out, ...words.slice(next)];
}

function runs(
  words: readonly Word[],
  fits: (word: Word, index: number, words: readonly Word[]) => boolean,
  label: (run: readonly Word[]) => string,
): Entity[] {
  const found: Entity[] = [];
  for (let at = 0; at < words.length; ) {
    let end = at;
    for (let word = words[end]; word !== undefined && fits(word, end, words); word = words[end]) end += 1;
    const run = words.slice(at, end);
    if (run.length > 0) {
      const value = run.map(({ punctuated }) => punctuated.replace(/[.,;:!?]+$/, '')).join(' ');
      const raw_value = run.map(({ word }) => word).join(' ');
      const confidence = scoreOf(raw_value, 0.8, 0.999);
      found.push({ label: label(run), value, raw_value, confidence, start_word: at, end_word: end });
    }
    at = Math.max(end, at + 1);
  }
  return found;
}

function isNumber({ word }: Word): boolean {
  return NUMBER.test(word);
}

function numberLabel(run: readonly Word[]): string {
  const figures = run.map(({ word }) => (/\d/.test(word) ? word.replace(/\D/g, '') : '0')).join('').length;
  return { 9: 'SSN', 10: 'PHONE_NUMBER', 15: 'CREDIT_CARD', 16: 'CREDIT_CARD' }[figures] ?? 'NUMERICAL_PII';
}

function isName({ punctuated, word }: Word, index: number, words: readonly Word[]): boolean {
  const before = words[index - 1]?.punctuated;
  const begins = before === undefined || /[.!?]$/.test(before);
  return !begins && /^\p{Lu}\p{Ll}/u.test(punctuated) && !plain(word).startsWith("i'");
}
