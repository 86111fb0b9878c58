import type { List } from '../transcribe/parameters.js';
import { drawSelect, type Option } from './controls.js';
import { make } from './elements.js';
import { hasEntry, type ListState, linesOf, stateOf, toggled, valueFrom } from './list-state.js';
import type { Texts } from './texts.js';

/** What the row of a parameter with any number of entries shows. */
export interface ListView {
  readonly row: List;
  /** What the dialog calls the parameter. */
  readonly label: string;
  readonly value: unknown;
  /** What it is when it is not set. */
  readonly unset: string;
}

/** Marks a row whose entries are shown even when there is none: somebody is about to type them. */
const LISTING = 'data-deepgram-listing';

/**
 * Draws the control of a list: a line for each entry, buttons for those that Deepgram suggests, and a select
 * before them where a plain on and off are taken as well.
 *
 * @returns what the row's label belongs to
 */
export function drawList(
  element: HTMLElement,
  { row, label, value, unset }: ListView,
  text: Texts,
  choose: (value: unknown) => void,
): HTMLElement {
  const { name, orBoolean = false, values = [] } = row;
  const area = areaIn(element, row, label, text);
  const state = stateOf(value, orBoolean, element.hasAttribute(LISTING));
  if (state === 'list') element.setAttribute(LISTING, '');
  if (document.activeElement !== area && (state === 'list' || state === '')) area.value = linesOf(value);
  area.oninput = () => choose(valueFrom(area.value));
  drawSuggestions(element, area, values, text('suggested', { label }));
  const entries = element.querySelector<HTMLElement>('.deepgram-entries');
  if (!entries) return area;
  entries.hidden = state !== 'list';

  const options: readonly Option[] = [
    ['', unset],
    ['true', text('on')],
    ['false', text('off')],
    ['list', text('entries')],
  ];
  const selection = { options, value: state, foreign: String };
  return drawSelect(element, name, selection, (chosen) => {
    const next = String(chosen ?? '') as ListState;
    element.toggleAttribute(LISTING, next === 'list');
    choose(next === 'list' ? valueFrom(area.value) : next === '' ? undefined : next === 'true');
    if (next === 'list') area.focus();
  });
}

function areaIn(
  element: HTMLElement,
  { name, form, orBoolean }: List,
  label: string,
  text: Texts,
): HTMLTextAreaElement {
  const present = element.querySelector('textarea');
  if (present) return present;
  const area = make('textarea', {
    id: `deepgram-parameter-${name}${orBoolean ? '-entries' : ''}`,
    class: 'deepgram-tags',
    rows: '2',
    spellcheck: 'false',
    placeholder: form ? text('placeholder.form', { form }) : text('placeholder.list'),
    ...(orBoolean && { 'aria-label': text('entriesOf', { label }) }),
  });
  const place = element.querySelector('.deepgram-control');
  if (orBoolean) place?.after(make('div', { class: 'deepgram-entries' }, area));
  else place?.replaceChildren(area);
  return area;
}

function drawSuggestions(
  element: HTMLElement,
  area: HTMLTextAreaElement,
  values: readonly string[],
  label: string,
): void {
  if (values.length === 0) return;
  let list = element.querySelector<HTMLElement>('.deepgram-suggested');
  if (!list) {
    list = make('div', { class: 'deepgram-suggested', role: 'group', 'aria-label': label });
    list.append(
      ...values.map((value) => {
        const button = make('button', { type: 'button', 'data-value': value }, value);
        button.className = 'red-ui-button red-ui-button-small';
        button.addEventListener('click', () => {
          area.value = toggled(area.value, value);
          area.dispatchEvent(new Event('input'));
        });
        return button;
      }),
    );
    area.after(list);
  }
  for (const button of list.querySelectorAll('button')) {
    const isChosen = hasEntry(area.value, button.getAttribute('data-value') ?? '');
    button.setAttribute('aria-pressed', String(isChosen));
    button.classList.toggle('selected', isChosen);
  }
}
