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
  const draw = () => {
    list.refresh();
    show(remark, catalogRemark());
    render();
  };
  show(remark, '');
  const end = followCatalog(draw);
  return () => {
    end();
    list.close();
  };
}
