import { spread, type Word } from './words.js';

const small = `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
  sixteen seventeen eighteen nineteen`.split(/\s+/);
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** A word of figures as it is said in English: without `numerals` and `smart_format`, there are none. */
export function spelledOut(word: Word): Word[] {
  if (word.language !== 'en' || !/^\d{1,6}$/.test(word.word)) return [word];
  return spread(inWords(Number(word.word)), word, word);
}

/** The English words for a whole number below a million. */
export function inWords(value: number): string {
  if (value < 20) return small[value] ?? '';
  if (value < 100) return join(tens[Math.floor(value / 10) - 2] ?? '', value % 10);
  if (value < 1000) return join(`${inWords(Math.floor(value / 100))} hundred`, value % 100);
  return join(`${inWords(Math.floor(value / 1000))} thousand`, value % 1000);
}

/** Numbers of one English word in figures; those of several words stay as they are. */
export function numeralsOf(words: readonly Word[]): Word[] {
  return words.map((word) => {
    const value = small.includes(word.word) ? small.indexOf(word.word) : 10 * (tens.indexOf(word.word) + 2);
    if (word.language !== 'en' || (value < 20 && !small.includes(word.word))) return word;
    const figures = String(value);
    return { ...word, word: figures, punctuated: word.punctuated.replace(/\p{L}+/u, figures) };
  });
}

function join(head: string, rest: number): string {
  return rest === 0 ? head : `${head} ${inWords(rest)}`;
}
