import { isSearching } from './combobox.js';

/** What is told below a field with suggestions. */
export interface PickHint {
  /** Blank: nothing. */
  readonly words: string;
  /** Whether what stands in the field is hardly what is meant. */
  readonly isWarning?: boolean;
}

/**
 * Tells below a field with suggestions what is known of what stands in it; nothing while somebody searches. The room
 * is kept meanwhile, or the button below would move away under the click that leaves the field.
 */
export function showPickHint(input: HTMLElement, hint: HTMLElement, { words, isWarning }: PickHint): void {
  if (isSearching(input)) {
    hint.className = 'deepgram-hint';
    hint.textContent = '\u00a0';
    return;
  }
  hint.className = isWarning ? 'deepgram-warning' : 'deepgram-hint';
  hint.textContent = words;
  hint.hidden = words === '';
}
