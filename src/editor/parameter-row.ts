import { isBlank } from '../speak/parameters.js';
import { isEnvironment, type Offer, type Value } from './choices.js';
import { byId, make } from './elements.js';
import { markWrong } from './mark-wrong.js';
import { textsOf } from './texts.js';

/** What the row of one parameter shows. */
export interface ParameterRow {
  readonly parameter: string;
  /** What may be chosen; absent: the parameter doesn't apply. */
  readonly offer?: Offer;
  readonly value: unknown;
  /** Why the value can't be sent, in a sentence; blank: it can. */
  readonly problem: string;
  /** True where a value must be chosen: no line "default" is offered. */
  readonly required: boolean;
}

const text = textsOf('deepgram-speak');

/**
 * Draws the row of one parameter, made of the table: a select or an input of what may be chosen, and the reason
 * beside it where the value can't be sent. A row that doesn't apply is hidden, unless it holds a value to mend.
 */
export function renderRow(row: ParameterRow, choose: (value: unknown) => void): void {
  const { parameter, offer, value, problem } = row;
  const element = byId(`deepgram-row-${parameter}`);
  element.hidden = !offer && isBlank(value);
  const control =
    offer?.kind === 'range' ? renderInput(element, row, offer, choose) : renderSelect(element, row, choose);
  markWrong(control, element, problem);
}

/** The parameter's number where it is one, else the text as it was typed, to be marked. */
function readNumber(typed: string): number | string {
  const trimmed = typed.trim();
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function renderSelect(
  element: HTMLElement,
  row: ParameterRow,
  choose: (value: unknown) => void,
): HTMLElement {
  const select = control(element, row.parameter, 'select');
  const offered = row.offer?.kind === 'list' ? row.offer.values : [];
  const options: [value: Value, label: string][] = offered.map((value) => [
    value,
    valueText(row.parameter, value),
  ]);
  if (!row.required) options.unshift(['', defaultText(row)]);
  const current = isBlank(row.value) ? '' : String(row.value);
  if (!options.some(([value]) => String(value) === current)) {
    options.push([current, isEnvironment(row.value) ? current : text('notPossible', { value: current })]);
  }
  select.replaceChildren(...options.map(([value, label]) => make('option', { value: String(value) }, label)));
  select.value = current;
  select.onchange = () => {
    const chosen = options.find(([value]) => String(value) === select.value)?.[0];
    choose(select.value === current ? row.value : chosen);
  };
  return select;
}

function renderInput(
  element: HTMLElement,
  row: ParameterRow,
  offer: Offer & { kind: 'range' },
  choose: (value: unknown) => void,
): HTMLElement {
  const input = control(element, row.parameter, 'input');
  const { min, max, preset } = offer;
  input.inputMode = 'decimal';
  input.placeholder = text('range', { min, max, preset: preset ?? '' });
  // What is being typed stays: `0.` on the way to `0.9` is not to become `0`.
  if (document.activeElement !== input) input.value = isBlank(row.value) ? '' : String(row.value);
  input.oninput = () => choose(readNumber(input.value));
  return input;
}

function control<Name extends 'input' | 'select'>(
  element: HTMLElement,
  parameter: string,
  name: Name,
): HTMLElementTagNameMap[Name] {
  const id = `deepgram-parameter-${parameter}`;
  const place = element.querySelector('.deepgram-control') ?? element;
  const present = place.querySelector(name);
  if (present) return present;
  const made = make(name, { id, ...(name === 'input' && { type: 'text', autocomplete: 'off' }) });
  place.replaceChildren(made);
  return made;
}

function defaultText({ parameter, offer }: ParameterRow): string {
  if (!offer) return text('leaveOut');
  const preset = offer.preset;
  return preset === undefined ? text('default') : text('defaultIs', { value: valueText(parameter, preset) });
}

function valueText(parameter: string, value: Value): string {
  if (parameter === 'sample_rate' || parameter === 'bit_rate')
    return text(`units.${parameter}`, { value: String(value) });
  return text(`values.${parameter}.${value}`);
}
