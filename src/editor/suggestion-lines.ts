import { make } from './elements.js';

/** One line of the list. */
export interface Item {
  readonly value: string;
  readonly label: string;
  readonly detail: string;
  /** What else may help to choose; it stands below the line. */
  readonly more?: string;
  /** Lines with the same group stand together under its name. */
  readonly group: string;
}

/** The lines of a list that can be taken. */
export function optionsIn(list: Element): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[data-value]')];
}

/** The line of what stands in the input. */
export function selectedIn(list: Element): Element | null {
  return list.querySelector('[aria-selected="true"]');
}

/** What a line stands for. */
export function choiceOf(line: Element | null | undefined): string | undefined {
  return line?.getAttribute('data-value') ?? undefined;
}

/** Pixels of the list above a line. */
export function topOf(line: Element | undefined): number {
  return line instanceof HTMLElement ? line.offsetTop : 0;
}

/** The list's groups with their options, in the order in which the groups first come. */
export function lines(items: readonly Item[], current: string, id: string): HTMLElement[] {
  const groups = new Map<string, HTMLElement>();
  for (const [index, { value, label, detail, more, group }] of items.entries()) {
    const element = groups.get(group) ?? groupOf(group, `${id}-group-${groups.size}`);
    groups.set(group, element);
    const selected = String(value === current);
    element.append(
      make(
        'div',
        { id: `${id}-${index}`, role: 'option', 'data-value': value, 'aria-selected': selected },
        make('span', {}, label),
        make('span', { class: 'deepgram-detail' }, detail),
        make('code', {}, value),
        ...(more ? [make('span', { class: 'deepgram-more-detail' }, more)] : []),
      ),
    );
  }
  return [...groups.values()];
}

function groupOf(name: string, id: string): HTMLElement {
  const heading = make('div', { id, class: 'deepgram-group', role: 'presentation' }, name);
  return make('div', { role: 'group', 'aria-labelledby': id }, heading);
}

/** A line that can't be taken. */
export function noteOf(words: string): HTMLElement {
  const note = { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false', class: 'deepgram-note' };
  return make('div', note, words);
}
