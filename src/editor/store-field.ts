import { isEnvironment } from './choices.js';
import { field, make } from './elements.js';
import { textsOf } from './texts.js';
import './red.js';

/** Fills a select with the context stores of settings.js; one that is set stays, even where it is not there. */
export function fillStores(id: string, current: string): void {
  const text = textsOf('deepgram-callback-endpoint');
  const { default: preset, stores = [] } = RED.settings.context ?? {};
  const options: [value: string, label: string][] = [
    ['', preset ? text('store.default', { store: preset }) : text('store.defaultPlain')],
    ...stores.map((store): [string, string] => [store, store]),
  ];
  if (!options.some(([value]) => value === current)) {
    options.push([current, isEnvironment(current) ? current : text('store.missing', { store: current })]);
  }
  const select = field(id);
  select.replaceChildren(...options.map(([value, label]) => make('option', { value }, label)));
  select.value = current;
}
