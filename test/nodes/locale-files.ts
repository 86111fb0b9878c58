import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../helpers/root.js';

const LOCALES = path.join(ROOT, 'nodes', 'locales');

/** The languages that the nodes speak. English is the one that the others are held against. */
export const LANGUAGES = ['en-US', 'de', 'ja'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Names of the files of a language, sorted. */
export function filesOf(language: Language): string[] {
  return readdirSync(path.join(LOCALES, language)).toSorted();
}

/** The languages that there are. */
export function languages(): string[] {
  return readdirSync(LOCALES).toSorted();
}

export function readLocale(language: Language, file: string): string {
  return readFileSync(path.join(LOCALES, language, file), 'utf8');
}

/** The nodes that have a catalog, and a help text beside it. */
export const CATALOGS = filesOf('en-US')
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''));

/** A catalog's texts by their keys (`label.voice`), in the order in which they stand. */
export function textsIn(language: Language, catalog: string): ReadonlyMap<string, string> {
  const { [catalog]: texts, ...others } = JSON.parse(readLocale(language, `${catalog}.json`));
  if (Object.keys(others).length > 0)
    throw new TypeError(`${language}/${catalog}.json has more than its node`);
  return new Map(flat(texts, ''));
}

function flat(texts: unknown, before: string): [string, string][] {
  if (typeof texts === 'string') return [[before.slice(1), texts]];
  if (typeof texts !== 'object' || texts === null) throw new TypeError(`${before} is no text`);
  return Object.entries(texts).flatMap(([key, text]) => flat(text, `${before}.${key}`));
}
