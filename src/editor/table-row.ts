import { isBlank } from '../transcribe/check.js';
import type { Choice, ParameterRow, Quantity, Switch } from '../transcribe/parameters.js';
import { drawInput, drawSelect, type Option, readNumber } from './controls.js';
import { byId, make } from './elements.js';
import { drawList } from './list-control.js';
import { markWrong } from './mark-wrong.js';
import { type Texts, textsOf } from './texts.js';

/** What the row of one parameter shows. */
export interface TableRow {
  readonly row: ParameterRow;
  readonly value: unknown;
  /** What the node sets by itself while the parameter is not set; undefined: nothing. */
  readonly needed: unknown;
  /** Why the value can't be sent, in a sentence; blank: it can. */
  readonly problem: string;
  readonly hidden: boolean;
}

/** Makes the row of a parameter: its label, room for its control, what it does, and why it is wrong. */
export function makeTableRow(row: ParameterRow, text: Texts): HTMLElement {
  const { name, deprecated } = row;
  const label = make('label', { for: `deepgram-parameter-${name}` });
  label.append(make('span', {}, text(`parameters.${name}.label`)));
  const about = [deprecated ? text('deprecated') : '', text(`parameters.${name}.hint`)];
  return make(
    'div',
    {
      class: 'form-row',
      id: `deepgram-row-${name}`,
      title: [...about, ...bounds(row)].filter(Boolean).join(' '),
    },
    label,
    ' ',
    make('span', { class: 'deepgram-control' }),
    make(
      'div',
      { class: 'deepgram-hint' },
      make('code', {}, name),
      ` ${about.filter((sentence) => sentence !== '').join(' ')}`,
    ),
    make('div', { class: 'deepgram-reason', role: 'status', hidden: '' }),
  );
}

/** What a value may be, in sentences: for those who ask by pointing at the row. */
function bounds(row: ParameterRow): string[] {
  const text = textsOf('deepgram-config');
  if (row.type === 'boolean' || row.type === 'choice') return [];
  const blank = row.preset === undefined ? [text('help.blank')] : [];
  if (row.type === 'list' && row.maxItems !== undefined)
    return [text('help.entries', { max: row.maxItems }), ...blank];
  if (row.type !== 'number') return blank;
  const unit = row.unit ? ` ${row.unit}` : '';
  const [min, max] = [`${row.min}${unit}`, `${row.max}${unit}`];
  return [text(row.max === undefined ? 'help.atLeast' : 'help.range', { min, max }), ...blank];
}

/** Draws the row of a parameter as it stands now. */
export function renderTableRow(view: TableRow, text: Texts, choose: (value: unknown) => void): void {
  const element = byId(`deepgram-row-${view.row.name}`);
  element.hidden = view.hidden;
  element.classList.toggle('deepgram-set', !isBlank(view.value));
  markWrong(draw(element, view, text, choose), element, view.problem);
}

function draw(
  element: HTMLElement,
  { row, value, needed }: TableRow,
  text: Texts,
  choose: (value: unknown) => void,
): HTMLElement {
  const unset = isBlank(needed) ? presetText(row, text) : text('neededIs', { value: word(needed, text) });
  const options = optionsOf(row, text);
  if (options) {
    const foreign = (current: string) => text('notPossible', { value: current });
    return drawSelect(
      element,
      row.name,
      { options: [['', unset], ...options], value, foreign },
      (chosen: unknown) => choose(isBlank(chosen) ? undefined : chosen),
    );
  }
  if (row.type === 'list') {
    const label = text(`parameters.${row.name}.label`);
    return drawList(element, { row, label, value, unset }, text, choose);
  }
  const isNumber = row.type === 'number';
  const typing = { value, placeholder: unset, inputMode: isNumber ? 'decimal' : 'text' } as const;
  return drawInput(element, row.name, typing, (typed) => choose(isNumber ? readNumber(typed) : typed.trim()));
}

/** What a select offers, beside "not set"; undefined for what is typed. */
function optionsOf(row: ParameterRow, text: Texts): Option[] | undefined {
  const onOrOff: Option[] = [
    [true, text('on')],
    [false, text('off')],
  ];
  if (row.type === 'boolean') return onOrOff;
  if (row.type !== 'choice' || row.open) return undefined;
  const values = row.values.map((value): Option => [value, value]);
  return row.orBoolean ? [...onOrOff, ...values] : values;
}

/** What counts when the parameter is not set. */
function presetText(row: ParameterRow, text: Texts): string {
  const preset = row.preset ?? (isOffByDefault(row) ? false : undefined);
  if (preset === undefined) return row.type === 'number' ? atLeastText(row, text) : text('default');
  const unit = row.type === 'number' && row.unit ? ` ${row.unit}` : '';
  return text('defaultIs', { value: word(preset, text) + unit });
}

function isOffByDefault(row: ParameterRow): row is ParameterRow & (Switch | Choice) {
  return row.type === 'boolean' || ('orBoolean' in row && row.orBoolean === true);
}

function atLeastText({ min, unit }: Quantity, text: Texts): string {
  return text('atLeast', { min: unit ? `${min} ${unit}` : min });
}

function word(value: unknown, text: Texts): string {
  if (typeof value === 'boolean') return text(value ? 'on' : 'off');
  return String(value);
}
