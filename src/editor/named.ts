import type { Texts } from './texts.js';

/**
 * A word of Deepgram's in the editor's language; one that is new there stays as it is.
 *
 * @param group - where the catalog has such words, `accents` say
 */
export function named(text: Texts, group: string, word: string): string {
  // A dot or a colon would be read as part of the key.
  if (!/^[\w -]+$/.test(word)) return word;
  const known = text(`${group}.${word}`);
  return known.endsWith(`${group}.${word}`) ? word : known;
}
