import { numeralsOf, spelledOut } from './numerals.js';
import type { ListenQuery } from './parameters.js';
import { plain, spread, type Word } from './words.js';

const fillers = new Set(['uh', 'um', 'mhmm', 'mm-mm', 'uh-uh', 'uh-huh', 'nuh-uh']);
const profanities = new Set(['damn', 'crap', 'shit', 'fuck', 'fucking', 'asshole', 'bastard']);

/** What the query does to the words, in this order; which Deepgram's is, is not published. */
export function worded(words: readonly Word[], query: ListenQuery): Word[] {
  let said = [...words];
  if (query.filler_words !== true) said = said.filter(({ word }) => !fillers.has(word));
  // "Converts it to the nearest recognized non-profane word or removes it": removed, here.
  if (query.profanity_filter === true) said = said.filter(({ word }) => !profanities.has(word));
  said = query.numerals === true || query.smart_format === true ? numeralsOf(said) : said.flatMap(spelledOut);
  for (const pair of query.replace) said = replaced(said, pair);
  return said;
}

/** `from:to`, or `from` alone to remove it. An upper case letter in `from` makes the case count. */
function replaced(words: readonly Word[], pair: string): Word[] {
  const [from = '', to = ''] = pair.split(/:(.*)/s);
  const wanted = from.split(/\s+/);
  const isExact = from !== from.toLowerCase();
  const bare = (text: string): string => text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const fits = (word: Word, text: string): boolean =>
    isExact ? bare(word.punctuated) === text : word.word === plain(text);
  const out: Word[] = [];
  for (let at = 0; at < words.length; ) {
    const run = words.slice(at, at + wanted.length);
    const [first] = run;
    const last = run.at(-1);
    if (
      first &&
      last &&
      run.length === wanted.length &&
      run.every((word, index) => fits(word, wanted[index] ?? ''))
    ) {
      out.push(...spread(to, first, last));
      at += run.length;
    } else {
      out.push(...words.slice(at, at + 1));
      at += 1;
    }
  }
  return out;
}
