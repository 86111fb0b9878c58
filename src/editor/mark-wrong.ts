import { describe } from './describe.js';
import { show } from './elements.js';

/**
 * Marks a control as wrong, with the reason in its row, or as right again.
 *
 * @param problem - the reason, in a sentence; blank: nothing is wrong
 */
export function markWrong(control: HTMLElement, row: HTMLElement, problem: string): void {
  const reason = row.querySelector<HTMLElement>('.deepgram-reason');
  if (reason) {
    reason.id = `${row.id}-reason`;
    show(reason, problem);
    describe(control, row);
  }
  const label = row.querySelector('label');
  if (label) {
    // Node-RED 5 else calls a control that was wrong once by its reason, even when it has long been right.
    label.id = `${row.id}-label`;
    control.setAttribute('aria-labelledby', label.id);
  }
  row.classList.toggle('deepgram-wrong', problem !== '');
  control.classList.toggle('input-error', problem !== '');
  control.setAttribute('aria-invalid', String(problem !== ''));
}
