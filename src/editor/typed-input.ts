import { byId } from './elements.js';
import type { InputType } from './red.js';

/**
 * Turns `#node-input-<property>` into a TypedInput whose type is held by `#node-input-<property>Type`.
 *
 * @returns the visible input: the original one is hidden, and so its label no longer names anything
 */
export function typedInput(
  property: string,
  first: string | InputType,
  ...others: readonly string[]
): HTMLInputElement {
  const typeField = document.getElementById(`node-input-${property}Type`);
  $(`#node-input-${property}`).typedInput({
    default: typeof first === 'string' ? first : first.value,
    types: [first, ...others],
    ...(typeField && { typeField: `#${typeField.id}` }),
  });
  const input = byId(`node-input-${property}`).parentElement?.querySelector('.red-ui-typedInput-input');
  if (!(input instanceof HTMLInputElement)) throw new TypeError(`no TypedInput for ${property}`);
  const label = document.querySelector<HTMLLabelElement>(`label[for="node-input-${property}"]`);
  if (label) {
    input.id = `node-input-${property}-visible`;
    label.htmlFor = input.id;
  }
  return input;
}
