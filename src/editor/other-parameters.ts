import type { Parameters } from '../speak/parameters.js';
import { byId, make } from './elements.js';
import { type Texts, textsOf } from './texts.js';

/**
 * Lists the parameters that the dialog has no row for: they came with a flow of another version and are sent as
 * they are. Each can be taken away, because a wrong one could not be mended otherwise.
 *
 * @param problems - sentences by the name of the parameter
 * @param text - of the node's own catalog
 */
export function renderOthers(
  others: Parameters,
  problems: ReadonlyMap<string, string>,
  remove: (parameter: string) => void,
  text: Texts = textsOf('deepgram-speak'),
): void {
  const entries = Object.entries(others);
  byId('deepgram-row-others').hidden = entries.length === 0;
  const list = byId('deepgram-others');
  const content = JSON.stringify(
    entries.map(([parameter, value]) => [parameter, value, problems.get(parameter)]),
  );
  // A button must outlive the press on it, which first ends the typing in another field.
  if (list.dataset.content === content) return;
  list.dataset.content = content;
  list.replaceChildren(
    ...entries.map(([parameter, value]) => {
      const button = make('button', {
        type: 'button',
        class: 'red-ui-button red-ui-button-small',
        title: text('remove', { parameter }),
        'aria-label': text('remove', { parameter }),
      });
      button.append(make('i', { class: 'fa fa-times', 'aria-hidden': 'true' }));
      button.addEventListener('click', () => remove(parameter));
      const problem = problems.get(parameter) ?? '';
      const item = make('li', {}, make('code', {}, `${parameter} = ${JSON.stringify(value)}`), ' ', button);
      if (problem) item.append(make('div', { class: 'deepgram-reason' }, problem));
      return item;
    }),
  );
}
