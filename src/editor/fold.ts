import { byId, show } from './elements.js';
import { textsOf } from './texts.js';

/**
 * Tells on a folded group how many of its settings differ from the defaults, and whether something in it is
 * wrong, so that nothing hides there. A group without a row that applies is not shown.
 *
 * @param remarks - what else is to be known of the group without opening it
 */
export function describeFold(
  id: string,
  changed: number,
  wrong: boolean,
  remarks: readonly string[] = [],
): void {
  const text = textsOf('deepgram-config');
  const fold = byId(id);
  fold.hidden = [...fold.querySelectorAll<HTMLElement>('.form-row')].every((row) => row.hidden);
  const state = fold.querySelector<HTMLElement>('.deepgram-fold-state');
  if (!state) return;
  state.classList.toggle('deepgram-wrong', wrong);
  if (wrong) show(state, text('fold.wrong'));
  else
    show(
      state,
      [...(changed === 0 ? [] : [text('fold.changed', { number: changed })]), ...remarks].join(', '),
    );
}

/** Opens a folded group. */
export function openFold(id: string): void {
  byId(id).setAttribute('open', '');
}
