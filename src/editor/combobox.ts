import { make } from './elements.js';
import './red.js';

/** One line of the list. */
export interface Item {
  readonly value: string;
  readonly label: string;
  readonly detail: string;
  /** Lines with the same group stand together under its name. */
  readonly group: string;
}

/** What a list suggests, and what becomes of the choice. */
export interface Suggestions {
  /** Names the list for those who can't see it. */
  readonly label: string;
  /** False while something else than one of the suggestions is to be typed. */
  readonly active: () => boolean;
  readonly search: (typed: string) => readonly Item[];
  readonly choose: (value: string) => void;
}

let count = 0;

/**
 * Suggests values below an input: the list opens on focus with everything in it, narrows as one types, and
 * takes nothing on its own; any other text may stay in the input. The editor's own autoComplete would put its
 * first line in the place of what is there as soon as one leaves the field by Tab.
 *
 * @returns a function that closes the list
 */
export function suggest(input: HTMLInputElement, { label, active, search, choose }: Suggestions): () => void {
  count += 1;
  const id = `deepgram-suggestions-${count}`;
  const list = make('div', { id, role: 'listbox', 'aria-label': label, class: 'deepgram-suggestions' });
  list.classList.add('red-ui-editor-dialog', 'red-ui-popover-panel');
  const aria = {
    role: 'combobox',
    'aria-controls': id,
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
  };
  for (const [name, value] of Object.entries(aria)) input.setAttribute(name, value);
  let marked: Element | undefined;

  const isOpen = (): boolean => list.isConnected;
  const close = (): void => {
    list.remove();
    mark(undefined);
    input.setAttribute('aria-expanded', 'false');
  };
  const open = (typed: string): void => {
    const items = active() ? search(typed) : [];
    mark(undefined);
    if (items.length === 0) {
      close();
      return;
    }
    list.replaceChildren(...lines(items, input.value, id));
    if (!isOpen()) document.body.append(list);
    list.scrollTop = 0;
    place(list, input.closest('.red-ui-typedInput-container') ?? input);
    input.setAttribute('aria-expanded', 'true');
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'center' });
  };
  const mark = (line: Element | undefined): void => {
    marked?.classList.remove('deepgram-marked');
    marked = line;
    line?.classList.add('deepgram-marked');
    line?.scrollIntoView({ block: 'nearest' });
    if (line) input.setAttribute('aria-activedescendant', line.id);
    else input.removeAttribute('aria-activedescendant');
  };
  const step = (by: 1 | -1): void => {
    const options = [...list.querySelectorAll('[role="option"]')];
    const from = options.indexOf(marked ?? list.querySelector('[aria-selected="true"]') ?? list);
    mark(options.at((from + by) % options.length));
  };
  const take = (line: Element | null | undefined): void => {
    const value = line?.getAttribute('data-value');
    if (!value) return;
    choose(value);
    close();
  };

  input.addEventListener('focus', () => open(''));
  input.addEventListener('click', () => !isOpen() && open(''));
  input.addEventListener('blur', close);
  input.addEventListener('input', () => open(input.value));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (isOpen()) step(event.key === 'ArrowDown' ? 1 : -1);
      else open('');
    } else if (event.key === 'Enter' && marked) take(marked);
    else if (event.key === 'Escape' && isOpen()) close();
    else return;
    // Neither the caret, nor the dialog (which Escape would cancel) shall answer to the same key.
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener('mousedown', (event) => {
    // The input must keep the focus, or its blur closes the list before the click has arrived.
    event.preventDefault();
  });
  list.addEventListener('click', ({ target }) => {
    if (target instanceof Element) take(target.closest('[role="option"]'));
  });
  return close;
}

function lines(items: readonly Item[], current: string, id: string): HTMLElement[] {
  return items.flatMap(({ value, label, detail, group }, index) => {
    const option = make(
      'div',
      {
        id: `${id}-${index}`,
        role: 'option',
        'data-value': value,
        'aria-selected': String(value === current),
      },
      make('span', {}, label),
      make('span', { class: 'deepgram-detail' }, detail),
      make('code', {}, value),
    );
    const begins = items[index - 1]?.group !== group;
    return begins
      ? [make('div', { class: 'deepgram-group', role: 'presentation' }, group), option]
      : [option];
  });
}

function place(list: HTMLElement, anchor: Element): void {
  const box = anchor.getBoundingClientRect();
  const width = Math.max(box.width, Math.min(420, window.innerWidth - 16));
  const below = window.innerHeight - box.bottom;
  list.style.width = `${width}px`;
  list.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`;
  list.style.top = below > 180 ? `${box.bottom}px` : 'auto';
  list.style.bottom = below > 180 ? 'auto' : `${window.innerHeight - box.top}px`;
  list.style.maxHeight = `${Math.min(300, (below > 180 ? below : box.top) - 12)}px`;
}
