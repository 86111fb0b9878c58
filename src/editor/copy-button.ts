import { byId } from './elements.js';

/**
 * Copies the text of an element. Browsers have the clipboard on https pages and localhost only, and most
 * Node-REDs are reached by http: there the text is selected, and copied as by the keyboard.
 *
 * @returns whether it has been copied; if not, it is selected at least
 */
export async function copyText(id: string): Promise<boolean> {
  const element = byId(id);
  try {
    await navigator.clipboard.writeText(element.textContent ?? '');
    return true;
  } catch {
    // There is no clipboard, or it is not permitted.
    getSelection()?.selectAllChildren(element);
    return document.execCommand('copy');
  }
}
