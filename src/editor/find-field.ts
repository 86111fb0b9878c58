import { byId, field, show } from './elements.js';
import { isFound } from './find.js';
import type { Texts } from './texts.js';

const FIELD = 'deepgram-find';

/** The groups that were open before a person began to look for something. */
type Before = ReadonlySet<Element>;

/** Lets a person look for a setting in all folded groups at once. */
export interface Find {
  /** What is looked for; blank: nothing. */
  readonly sought: () => string;
  /**
   * To be called when all rows are shown or hidden: opens the groups that have a row left, and tells how many
   * there are.
   *
   * @param elsewhere - labels of the rows that were found but don't go with the model
   */
  readonly tell: (elsewhere: readonly string[]) => void;
}

/**
 * Prepares the field in which a person looks for a setting.
 *
 * @param changed - called after each key, to hide all rows that were not found
 */
export function prepareFind(text: Texts, changed: () => void): Find {
  const input = field(FIELD);
  let before: Before | undefined;
  input.addEventListener('input', changed);
  input.addEventListener('keydown', (event) => {
    // Escape would cancel the whole dialog; with something in the field, it only empties that.
    if (!(event instanceof KeyboardEvent) || event.key !== 'Escape' || input.value === '') return;
    // The key takes back what an input method suggests.
    if (event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    input.value = '';
    changed();
  });
  return {
    sought: () => input.value,
    tell(elsewhere) {
      const isLooking = input.value.trim() !== '';
      if (isLooking && !before) before = new Set(folds().filter((fold) => fold.open));
      if (isLooking) for (const fold of folds()) fold.open = true;
      else if (before) for (const fold of folds()) fold.open = before.has(fold);
      if (!isLooking) before = undefined;
      show(byId('deepgram-find-state'), isLooking ? countText(elsewhere, text) : '');
    },
  };
}

/** Hides those rows of a group, written in the html, whose words are not what a person looks for. */
export function hideUnsought(fold: HTMLElement, sought: string): void {
  for (const row of fold.querySelectorAll<HTMLElement>('.form-row')) {
    if (!isFound(sought, row.textContent ?? '')) row.hidden = true;
  }
}

function folds(): HTMLDetailsElement[] {
  return [...byId('deepgram-settings').querySelectorAll('details')];
}

function countText(elsewhere: readonly string[], text: Texts): string {
  const rows = [...byId('deepgram-settings').querySelectorAll<HTMLElement>('.form-row')];
  const number = rows.filter((row) => !row.hidden).length;
  const sentences = [
    number === 0 ? text('find.none') : text(number === 1 ? 'find.one' : 'find.several', { number }),
  ];
  if (elsewhere.length > 0) sentences.push(text('find.elsewhere', { settings: elsewhere.join(', ') }));
  return sentences.join(' ');
}
