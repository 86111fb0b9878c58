import { make } from './elements.js';
import './red.js';

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

/** What a list suggests, and what becomes of the choice. */
export interface Suggestions {
  /** Names the list for those who can't see it. */
  readonly label: string;
  /** False while something else than one of the suggestions is to be typed. */
  readonly active: () => boolean;
  readonly search: (typed: string) => readonly Item[];
  readonly choose: (value: string) => void;
  /** What is said to those who can't see the list when it changes by itself. */
  readonly changed?: (number: number) => string;
  /** Called when the list has been closed: what stands in the input now is meant. */
  readonly closed?: () => void;
}

/** A list of suggestions. */
export interface SuggestionList {
  close(): void;
  /** Searches anew where it is open: there is something else to be found. Nothing moves that is still there. */
  refresh(): void;
}

let count = 0;

/**
 * Suggests values below an input: the list opens on focus with everything in it, narrows as one types, and
 * takes nothing on its own; any other text may stay in the input. The editor's own autoComplete would put its
 * first line in the place of what is there as soon as one leaves the field by Tab.
 */
export function suggest(input: HTMLInputElement, suggestions: Suggestions): SuggestionList {
  const { label, active, search, choose, changed, closed } = suggestions;
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
  const voice = make('span', { role: 'status', class: 'deepgram-unseen' });
  if (changed) input.after(voice);
  let marked: Element | undefined;
  let sought = '';
  let shown: readonly Item[] = [];
  /** Somebody is looking for something, found or not. */
  let isSought = false;

  const isOpen = (): boolean => list.isConnected;
  const close = (): void => {
    const wasOpen = isOpen();
    isSought = false;
    hide();
    if (wasOpen) closed?.();
  };
  const hide = (): void => {
    list.remove();
    mark(undefined);
    input.setAttribute('aria-expanded', 'false');
    voice.textContent = '';
  };
  const draw = (items: readonly Item[]): void => {
    shown = items;
    list.replaceChildren(...lines(items, input.value, id));
  };
  const open = (typed: string): void => {
    const items = active() ? search(typed) : [];
    [sought, isSought] = [typed, true];
    mark(undefined);
    if (items.length === 0) {
      hide();
      return;
    }
    draw(items);
    if (!isOpen()) document.body.append(list);
    list.scrollTop = 0;
    place(list, input.closest('.red-ui-typedInput-container') ?? input);
    input.setAttribute('aria-expanded', 'true');
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'center' });
  };
  const refresh = (): void => {
    if (!isSought || !active()) return;
    const items = search(sought);
    if (items.length === 0 || !isOpen()) {
      open(sought);
      return;
    }
    if (JSON.stringify(items) === JSON.stringify(shown)) return;
    const options = [...list.querySelectorAll<HTMLElement>('[role="option"]')];
    const fixed = marked ?? options.find((option) => option.offsetTop >= list.scrollTop);
    const below = topOf(fixed) - list.scrollTop;
    const [markedValue, fixedValue] = [choiceOf(marked), choiceOf(fixed)];
    draw(items);
    const again = (value: string | undefined) =>
      value === undefined
        ? undefined
        : (list.querySelector(`[data-value="${CSS.escape(value)}"]`) ?? undefined);
    mark(again(markedValue), false);
    const anchor = again(fixedValue);
    if (anchor) list.scrollTop = topOf(anchor) - below;
    voice.textContent = changed?.(items.length) ?? '';
  };
  const mark = (line: Element | undefined, isShown = true): void => {
    marked?.classList.remove('deepgram-marked');
    marked = line;
    line?.classList.add('deepgram-marked');
    if (isShown) line?.scrollIntoView({ block: 'nearest' });
    if (line) input.setAttribute('aria-activedescendant', line.id);
    else input.removeAttribute('aria-activedescendant');
  };
  const step = (by: 1 | -1): void => {
    const options = [...list.querySelectorAll('[role="option"]')];
    const from = options.indexOf(marked ?? list.querySelector('[aria-selected="true"]') ?? list);
    mark(options.at((from + by) % options.length));
  };
  const take = (line: Element | null | undefined): void => {
    const value = choiceOf(line);
    if (!value) return;
    choose(value);
    close();
  };

  input.addEventListener('focus', () => open(''));
  input.addEventListener('click', () => !isOpen() && open(''));
  input.addEventListener('blur', close);
  input.addEventListener('input', () => open(input.value));
  input.addEventListener('keydown', (event) => {
    // The key is the input method's: with it a word of Japanese, say, is put together.
    if (event.isComposing) return;
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
  return { close, refresh };
}

/** Whether what stands in an input is only there to find something: the list is open, and has more to choose from. */
export function isSearching(input: HTMLElement): boolean {
  const list = document.getElementById(input.getAttribute('aria-controls') ?? '');
  return list !== null && list.querySelector('[aria-selected="true"]') === null;
}

function choiceOf(line: Element | null | undefined): string | undefined {
  return line?.getAttribute('data-value') ?? undefined;
}

function topOf(line: Element | undefined): number {
  return line instanceof HTMLElement ? line.offsetTop : 0;
}

/** The list's groups with their options, in the order in which the groups first come. */
function lines(items: readonly Item[], current: string, id: string): HTMLElement[] {
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
