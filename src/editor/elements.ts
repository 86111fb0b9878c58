/**
 * An element of the open dialog.
 *
 * @throws TypeError when the dialog has no such element: the html and the script don't belong together
 */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new TypeError(`the dialog has no #${id}`);
  return element;
}

/** An input or select of the open dialog. */
export function field(id: string): HTMLInputElement | HTMLSelectElement {
  const element = byId(id);
  if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement) return element;
  throw new TypeError(`#${id} is no input`);
}

/** Makes an element with attributes, and with text or children. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...content: readonly (string | Node)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...content);
  return element;
}

/** Shows a text, or nothing and takes no room. */
export function show(element: HTMLElement, text: string): void {
  element.textContent = text;
  element.hidden = text === '';
}
