import { make } from './elements.js';
import { keepInPlace } from './list-place.js';
import { choiceOf, type Item, lines, noteOf, optionsIn, selectedIn, topOf } from './suggestion-lines.js';
import { textsOf } from './texts.js';
import './red.js';

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
  /** What is to be said about the words that were typed, above what they find or in its place; blank: nothing. */
  readonly remark?: (typed: string) => string;
  /** Called when a person begins to search, goes on, or has ended: only then is meant what stands in the input. */
  readonly searched?: () => void;
}

/** A list of suggestions. */
export interface SuggestionList {
  close(): void;
  /** Searches anew where it is open: there is something else to be found. Nothing moves that is still there. */
  refresh(): void;
}

let count = 0;

/**
 * Suggests values below an input: the list opens on focus with everything in it, and narrows as one types. Enter
 * takes the first line of what was found, or the one that is marked, which Tab takes as well; Escape gives back what
 * was there. Any other text may stay in the input: the editor's own autoComplete would put its first line in the place
 * of it as soon as one leaves the field by Tab.
 */
export function suggest(input: HTMLInputElement, suggestions: Suggestions): SuggestionList {
  const { label, active, search, choose, changed, remark, searched } = suggestions;
  count += 1;
  const id = `deepgram-suggestions-${count}`;
  const text = textsOf('deepgram-config');
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
  input.after(voice);
  let marked: Element | undefined;
  let sought = '';
  let shown: readonly Item[] = [];
  /** Somebody is looking for something, found or not. */
  let isSought = false;
  /** They have typed for that. */
  let isTyped = false;
  /** What stood in the input before. */
  let before = input.value;
  let leave = (): void => {};

  const isOpen = (): boolean => list.isConnected;
  const close = (): void => {
    const wasOpen = isOpen();
    [isSought, isTyped] = [false, false];
    hide();
    if (wasOpen) searched?.();
  };
  const hide = (): void => {
    leave();
    leave = () => {};
    list.remove();
    mark(undefined);
    input.setAttribute('aria-expanded', 'false');
    voice.textContent = '';
  };
  const draw = (items: readonly Item[]): void => {
    shown = items;
    const note = remark?.(sought) || (items.length === 0 ? text('nothingFound') : '');
    list.replaceChildren(...(note ? [noteOf(note)] : []), ...lines(items, input.value, id));
    if (note) voice.textContent = note;
  };
  const open = (typed: string): void => {
    [sought, isSought] = [typed, true];
    mark(undefined);
    if (!active()) {
      hide();
      return;
    }
    voice.textContent = '';
    draw(search(typed));
    if (!isOpen()) {
      document.body.append(list);
      leave = keepInPlace(list, input.closest('.red-ui-typedInput-container') ?? input, close);
    }
    list.scrollTop = 0;
    input.setAttribute('aria-expanded', 'true');
    selectedIn(list)?.scrollIntoView({ block: 'center' });
  };
  const refresh = (): void => {
    if (!isSought || !active()) return;
    const items = search(sought);
    if (items.length === 0 || !isOpen()) {
      open(sought);
      return;
    }
    if (JSON.stringify(items) === JSON.stringify(shown)) return;
    const options = optionsIn(list);
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
    const options = optionsIn(list);
    const from = options.findIndex((option) => option === (marked ?? selectedIn(list)));
    mark(options.at((from + by) % options.length));
  };
  const take = (line: Element | null | undefined): void => {
    const value = choiceOf(line);
    if (!value) return;
    choose(value);
    before = value;
    close();
  };

  input.addEventListener('focus', () => {
    before = input.value;
    open('');
  });
  input.addEventListener('click', () => !isOpen() && open(''));
  input.addEventListener('blur', close);
  input.addEventListener('input', () => {
    isTyped = true;
    open(input.value);
    searched?.();
  });
  input.addEventListener('keydown', (event) => {
    // The key is the input method's: with it a word of Japanese, say, is put together.
    if (event.isComposing) return;
    if (event.key === 'Tab' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
      // The field is left, by Enter for Done: the editor is to have the key, too.
      if (marked) take(marked);
      close();
      return;
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (isOpen()) step(event.key === 'ArrowDown' ? 1 : -1);
      else open('');
    } else if (event.key === 'Enter' && (marked || (isTyped && shown.length > 0 && isOpen())))
      take(marked ?? selectedIn(list) ?? optionsIn(list)[0]);
    else if (event.key === 'Escape' && isOpen()) {
      if (input.value !== before) choose(before);
      close();
    } else return;
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
  return list !== null && optionsIn(list).length > 0 && !selectedIn(list);
}
