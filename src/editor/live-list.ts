import { catalogRemark, followCatalog } from './catalog.js';
import type { SuggestionList } from './combobox.js';
import { make, show } from './elements.js';

/**
 * Keeps a list of suggestions up to date with what the account's server has, and tells below the field where only what
 * came with this package is offered, and why.
 *
 * @param hint - the line of the field behind which that is told
 * @param render - draws what else depends on it
 * @returns a function that closes the list and ends it all
 */
export function keepUpToDate(list: SuggestionList, hint: HTMLElement, render: () => void): () => void {
  const remark = make('div', { class: 'deepgram-hint', role: 'status' });
  hint.after(remark);
  let isLate = false;
  const draw = () => {
    list.refresh();
    show(remark, catalogRemark());
    isLate = !remark.isConnected;
    if (!isLate) render();
  };
  show(remark, '');
  const end = followCatalog(draw);
  // While the dialog of a config node covers this one, the editor keeps this one out of the page.
  const row = hint.parentElement ?? hint;
  const back = new ResizeObserver(() => isLate && draw());
  back.observe(row);
  return () => {
    end();
    back.disconnect();
    list.close();
  };
}
