import { isBlank } from '../speak/parameters.js';
import { problemsOf } from './choices.js';
import type { Draft } from './draft.js';
import { describeFold, openFold } from './fold.js';

/** The rows of deepgram-speak that are drawn from the table, and the folded group that each stands in. */
export const ROWS: ReadonlyMap<string, string> = new Map([
  ['encoding', 'none'],
  ['container', 'deepgram-format'],
  ['sample_rate', 'deepgram-format'],
  ['bit_rate', 'deepgram-format'],
  ['speed', 'deepgram-more'],
  ['expressivity', 'deepgram-more'],
  ['mip_opt_out', 'deepgram-more'],
]);

const FOLDS = ['deepgram-format', 'deepgram-more'] as const;

/**
 * Tells on each folded group how much is set in it and whether something is wrong.
 *
 * @param others - how many settings of the last group differ from the defaults, beside the parameters
 */
export function describeFolds(draft: Draft, others: number): void {
  for (const fold of FOLDS) {
    const more = fold === 'deepgram-more' ? others : 0;
    describeFold(fold, countSet(draft, fold) + more, isWrong(draft, fold));
  }
}

/** Opens the groups in which something is wrong. */
export function openWrongFolds(draft: Draft): void {
  for (const fold of FOLDS) if (isWrong(draft, fold)) openFold(fold);
}

function countSet({ parameters }: Draft, fold: string): number {
  return Object.keys(parameters).filter((name) => foldOf(name) === fold && !isBlank(parameters[name])).length;
}

function isWrong({ voice, parameters }: Draft, fold: string): boolean {
  return problemsOf(voice, parameters).some(({ parameter }) => foldOf(parameter) === fold);
}

function foldOf(parameter: string): string {
  return ROWS.get(parameter) ?? 'deepgram-more';
}
