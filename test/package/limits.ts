import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../helpers/root.js';
import { guide } from './readme.js';

const LIMITS = guide('limits');

/** A limit that only its own file below `src/` needs: the product that it is written as. */
export function limitIn(file: string, pattern: RegExp): number {
  const [, factors] = pattern.exec(readFileSync(path.join(ROOT, 'src', file), 'utf8')) ?? [];
  if (factors === undefined) throw new Error(`${file} has no ${pattern}`);
  return factors.split('*').reduce((product, factor) => product * Number(factor.replaceAll('_', '')), 1);
}

/** The row of a table in *Encodings and limits*, or undefined. */
export function limit(what: string): string | undefined {
  return LIMITS.split('\n').find((line) => line.startsWith(`| ${what} `));
}
