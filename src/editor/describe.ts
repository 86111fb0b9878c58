import { openUpConfigButtons } from './config-buttons.js';

const CONTROLS = 'input:not([type="hidden"]), select, textarea';
const TOLD = '.deepgram-hint, .deepgram-reason, .deepgram-warning';
const ROWS = '#dialog-form .form-row, #node-config-dialog-edit-form .form-row';

/**
 * Ties what stands below the fields of the open dialog to them, for people who hear it instead of seeing it, and lets
 * the buttons beside them be reached without a mouse.
 */
export function describeRows(): void {
  for (const row of document.querySelectorAll<HTMLElement>(ROWS)) {
    openUpConfigButtons(row);
    for (const control of row.querySelectorAll<HTMLElement>(CONTROLS)) {
      if (!control.hasAttribute('aria-describedby')) describe(control, row);
    }
  }
}

/** Ties what stands below a field in its row to it. What has no text at the moment is not read out. */
export function describe(control: HTMLElement, row: HTMLElement): void {
  const told = [...row.querySelectorAll<HTMLElement>(TOLD)];
  if (told.length === 0) return;
  const name = row.id || control.id;
  for (const [index, element] of told.entries()) element.id ||= `${name}-told-${index}`;
  control.setAttribute('aria-describedby', told.map(({ id }) => id).join(' '));
}
