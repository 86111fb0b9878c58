import { isBlank } from '../speak/parameters.js';
import { isEnvironment, type Value } from './choices.js';
import { make } from './elements.js';

/** One line of a select; blank: nothing is set. */
export type Option = readonly [value: Value, label: string];

/** What a select shows. */
export interface Selection {
  readonly options: readonly Option[];
  readonly value: unknown;
  /** What a value is called that is none of the options, and stays until another one is chosen. */
  readonly foreign: (value: string) => string;
}

/** What an input shows. */
export interface Typing {
  readonly value: unknown;
  readonly placeholder: string;
  readonly inputMode: 'decimal' | 'text';
}

/** Draws the select of a parameter in its row; what was drawn before stays, and with it the focus. */
export function drawSelect(
  row: HTMLElement,
  parameter: string,
  { options, value, foreign }: Selection,
  choose: (value: unknown) => void,
): HTMLSelectElement {
  const select = control(row, parameter, 'select');
  const current = isBlank(value) ? '' : String(value);
  const isForeign = !options.some(([offered]) => String(offered) === current);
  const label = isEnvironment(value) ? current : foreign(current);
  const all: readonly Option[] = isForeign ? [...options, [current, label]] : options;
  select.replaceChildren(...all.map(([offered, name]) => make('option', { value: String(offered) }, name)));
  select.value = current;
  select.onchange = () => {
    const chosen = all.find(([offered]) => String(offered) === select.value)?.[0];
    choose(select.value === current ? value : chosen);
  };
  return select;
}

/** Draws the input of a parameter in its row; what was drawn before stays, and with it the focus. */
export function drawInput(
  row: HTMLElement,
  parameter: string,
  { value, placeholder, inputMode }: Typing,
  choose: (typed: string) => void,
): HTMLInputElement {
  const input = control(row, parameter, 'input');
  input.inputMode = inputMode;
  input.placeholder = placeholder;
  // What is being typed stays: `0.` on the way to `0.9` is not to become `0`.
  if (document.activeElement !== input) input.value = isBlank(value) ? '' : String(value);
  input.oninput = () => choose(input.value);
  return input;
}

/** The parameter's number where it is one, else the text as it was typed, to be marked. */
export function readNumber(typed: string): number | string {
  const trimmed = typed.trim();
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function control<Name extends 'input' | 'select'>(
  row: HTMLElement,
  parameter: string,
  name: Name,
): HTMLElementTagNameMap[Name] {
  const place = row.querySelector('.deepgram-control') ?? row;
  const present = place.querySelector(name);
  if (present) return present;
  const id = `deepgram-parameter-${parameter}`;
  const made = make(name, { id, ...(name === 'input' && { type: 'text', autocomplete: 'off' }) });
  place.replaceChildren(made);
  return made;
}
