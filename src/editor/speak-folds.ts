import { isBlank } from '../speak/parameters.js';
import { problemsOf } from './choices.js';
import type { Draft } from './draft.js';
import { describeFold, openFold } from './fold.js';

/** Where the settings of a dialog about speech stand. */
export interface Layout {
  /** The rows that are drawn from the table, and the folded group that each stands in; blank: in none. */
  readonly rows: ReadonlyMap<string, string>;
  /** The folded groups. A parameter that has no row stands in the last. */
  readonly folds: readonly string[];
}

/** What a folded group holds beside parameters. */
export interface OwnSettings {
  /** How many of them differ from the defaults. */
  readonly changed: number;
  readonly wrong: boolean;
}

/** By the group. One that holds nothing but parameters may be missing. */
export type OwnByFold = Readonly<Record<string, OwnSettings>>;

/** Tells on each folded group how much is set in it and whether something is wrong. */
export function describeFolds(draft: Draft, layout: Layout, own: OwnByFold): void {
  for (const fold of layout.folds) {
    const changed = countSet(draft, layout, fold) + (own[fold]?.changed ?? 0);
    describeFold(fold, changed, isWrong(draft, layout, fold, own));
  }
}

/** Opens the groups in which something is wrong. */
export function openWrongFolds(draft: Draft, layout: Layout, own: OwnByFold): void {
  for (const fold of layout.folds) if (isWrong(draft, layout, fold, own)) openFold(fold);
}

function countSet({ parameters }: Draft, layout: Layout, fold: string): number {
  return Object.keys(parameters).filter((name) => foldOf(name, layout) === fold && !isBlank(parameters[name]))
    .length;
}

function isWrong({ voice, parameters, table }: Draft, layout: Layout, fold: string, own: OwnByFold): boolean {
  const problems = problemsOf(voice, parameters, table);
  return own[fold]?.wrong || problems.some(({ parameter }) => foldOf(parameter, layout) === fold);
}

function foldOf(parameter: string, { rows, folds }: Layout): string | undefined {
  return rows.get(parameter) ?? folds.at(-1);
}
