import { isBlank } from '../speak/parameters.js';
import type { Offer, Value } from './choices.js';
import { drawInput, drawSelect, type Option, readNumber } from './controls.js';
import { byId } from './elements.js';
import { markWrong } from './mark-wrong.js';
import { type Texts, textsOf } from './texts.js';

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
  /** Reads what values are called: `values.<parameter>.<value>`. */
  readonly names: Texts;
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
  markWrong(renderControl(element, row, choose), element, problem);
}

function renderControl(
  element: HTMLElement,
  row: ParameterRow,
  choose: (value: unknown) => void,
): HTMLElement {
  const { parameter, offer, value, required, names } = row;
  if (offer?.kind === 'range') {
    const { min, max, preset = '' } = offer;
    const unit = parameter === 'bit_rate' ? ' bit/s' : '';
    const placeholder = text('range', { min, max: `${max}${unit}`, preset });
    return drawInput(element, parameter, { value, placeholder, inputMode: 'decimal' }, (typed) =>
      choose(readNumber(typed)),
    );
  }
  const offered = (offer?.values ?? []).map((each): Option => [each, valueText(parameter, each, names)]);
  const options: readonly Option[] = required ? offered : [['', defaultText(row)], ...offered];
  const foreign = (current: string) => text('notPossible', { value: current });
  return drawSelect(element, parameter, { options, value, foreign }, choose);
}

function defaultText({ parameter, offer, names }: ParameterRow): string {
  if (!offer) return text('leaveOut');
  const preset = offer.preset;
  return preset === undefined
    ? text('default')
    : text('defaultIs', { value: valueText(parameter, preset, names) });
}

function valueText(parameter: string, value: Value, names: Texts): string {
  if (parameter === 'sample_rate') return text('units.sample_rate', { value: String(value) });
  if (parameter === 'bit_rate') return text('units.bit_rate', { value: Number(value) / 1000 });
  return names(`values.${parameter}.${value}`);
}
