import type { Locator } from 'playwright-core';

/** The part of an element of the page that is read here; these tests are not compiled with the browser's types. */
interface PageElement {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly offsetWidth: number;
  readonly clientWidth: number;
  readonly scrollWidth: number;
  readonly style: { setProperty(name: string, value: string, priority: 'important'): void };
  readonly parentElement: { append(element: PageElement): void } | null;
  checkVisibility(): boolean;
  cloneNode(deep: true): PageElement;
  remove(): void;
}

/** Texts of an open dialog that are longer than their place: labels, headings, buttons, and what our selects offer. */
export function cutOff(dialog: Locator): Promise<string[]> {
  return dialog.locator('label, summary, button, .deepgram-select').evaluateAll(tooLong);
}

/** Runs in the page. */
function tooLong(elements: PageElement[]): string[] {
  return elements
    .filter((element) => element.checkVisibility())
    .filter((element) => {
      if (element.tagName !== 'SELECT') return element.scrollWidth > element.clientWidth + 1;
      const wide = element.cloneNode(true);
      const free = { width: 'auto', 'min-width': '0', 'max-width': 'none', position: 'absolute' };
      for (const [name, value] of Object.entries(free)) wide.style.setProperty(name, value, 'important');
      element.parentElement?.append(wide);
      const needed = wide.offsetWidth;
      wide.remove();
      return needed > element.offsetWidth;
    })
    .map(({ textContent }) => textContent?.trim().replace(/\s+/g, ' ') ?? '');
}
