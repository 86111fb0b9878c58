import { byId } from './elements.js';

/**
 * Lets a textarea edit a parameter that may be repeated: one value a line.
 *
 * @param value - a single value, a list, or nothing
 * @param choose - takes a single value, a list, or nothing
 */
export function editRepeated(id: string, value: unknown, choose: (value: unknown) => void): void {
  const area = byId(id);
  if (!(area instanceof HTMLTextAreaElement)) throw new TypeError(`#${id} is no textarea`);
  area.value = [value ?? []].flat().join('\n');
  area.addEventListener('input', () => {
    const lines = area.value
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    choose(lines.length > 1 ? lines : lines[0]);
  });
}
