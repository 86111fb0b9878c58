import { isBlank } from '../transcribe/check.js';
import type { Group, ParameterRow, Parameters } from '../transcribe/parameters.js';
import type { VoiceSetting } from './choices.js';
import { byId, make } from './elements.js';
import { isFound } from './find.js';
import { describeFold, openFold } from './fold.js';
import type { ParameterTable } from './parameter-table.js';
import { makeTableRow, renderTableRow } from './table-row.js';
import type { Texts } from './texts.js';
import { RECORDED } from './transcribe-table.js';

/** What the groups of parameters show. */
export interface TableView {
  readonly model: VoiceSetting;
  readonly parameters: Parameters;
  /** What the node sets by itself. */
  readonly needed: Parameters;
  /** Sentences by the name of the parameter. */
  readonly problems: ReadonlyMap<string, string>;
  /** What a person looks for; blank: nothing special. */
  readonly sought: string;
}

/** Makes a folded group of rows for each group of the table, all closed but those that were open already. */
export function makeTable(text: Texts, table: ParameterTable = RECORDED): void {
  const place = byId('deepgram-parameters');
  const open = [...place.querySelectorAll('details[open]')].map(({ id }) => id);
  place.replaceChildren(
    ...table.groups.map((group) => {
      const state = make('span', { class: 'deepgram-fold-state', hidden: '' });
      const summary = make('summary', {}, make('span', {}, text(`groups.${group}`)), state);
      const rows = table.rows.filter((row) => row.group === group).map((row) => makeTableRow(row, text));
      const id = foldOf(group);
      const attributes = { class: 'deepgram-fold', id, ...(open.includes(id) && { open: '' }) };
      return make('details', attributes, summary, ...rows);
    }),
  );
}

/** Draws all rows as they stand now, and tells on each group how much is set in it and whether it is wrong. */
export function renderTable(
  view: TableView,
  text: Texts,
  choose: (parameter: string, value: unknown) => void,
  table: ParameterTable = RECORDED,
): void {
  const { model, parameters, needed, problems, sought } = view;
  for (const row of table.rows) {
    const { name } = row;
    const isOffered = table.isOffered(row, model, parameters) || problems.has(name);
    const hidden = !isOffered || !isSought(row, sought, text);
    const problem = problems.get(name) ?? '';
    renderTableRow({ row, value: parameters[name], needed: needed[name], problem, hidden }, text, (value) =>
      choose(name, value),
    );
  }
  for (const group of table.groups) {
    describeFold(foldOf(group), table.countSet(group, parameters), wrongIn(group, problems, table));
  }
}

/** Opens the groups in which something is wrong. */
export function openWrongGroups(
  problems: ReadonlyMap<string, string>,
  table: ParameterTable = RECORDED,
): void {
  for (const group of table.groups) if (wrongIn(group, problems, table)) openFold(foldOf(group));
}

/** Labels of the rows that a person looks for in vain, because the model does not take them. */
export function notOffered(
  { model, parameters, sought }: TableView,
  text: Texts,
  { rows, isOffered }: ParameterTable = RECORDED,
): string[] {
  return rows
    .filter((row) => !isOffered(row, model, parameters) && isSought(row, sought, text))
    .map(({ name }) => text(`parameters.${name}.label`));
}

/** Whether a row is one of those that a person looks for: by its label, what it does, its group, its own name. */
function isSought({ name, group }: ParameterRow, sought: string, text: Texts): boolean {
  if (isBlank(sought.trim())) return true;
  const own = `parameters.${name}`;
  return isFound(sought, name, text(`${own}.label`), text(`${own}.hint`), text(`groups.${group}`));
}

function wrongIn(group: Group, problems: ReadonlyMap<string, string>, { rows }: ParameterTable): boolean {
  return rows.some((row) => row.group === group && problems.has(row.name));
}

function foldOf(group: Group): string {
  return `deepgram-group-${group}`;
}
