import { byId } from './elements.js';
import { linesOf, valueFrom } from './list-state.js';

/**
 * Lets a textarea edit a parameter that may be repeated: one value a line.
 *
 * @param value - a single value, a list, or nothing
 * @param choose - takes a single value, a list, or nothing
 */
export function editRepeated(id: string, value: unknown, choose: (value: unknown) => void): void {
  const area = byId(id);
  if (!(area instanceof HTMLTextAreaElement)) throw new TypeError(`#${id} is no textarea`);
  area.value = linesOf(value);
  area.addEventListener('input', () => choose(valueFrom(area.value)));
}
