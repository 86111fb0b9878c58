import type { Locator } from 'playwright-core';

/** The part of an element of the page that is read here; these tests are not compiled with the browser's types. */
interface PageElement {
  readonly childNodes: ArrayLike<{ readonly nodeType: number; readonly textContent: string | null }>;
  getAttribute(name: string): string | null;
}

/**
 * Texts of an open dialog that are keys of a catalog still, or have a gap that nothing was put into: those to be
 * seen, and those that are shown by pointing at something or read aloud.
 */
export async function untranslated(dialog: Locator): Promise<string[]> {
  const texts = await dialog.locator('*').evaluateAll(textsOf);
  return texts.filter((text) => /deepgram-[\w-]+\.\w|__\w+__/.test(text));
}

/** Runs in the page. */
function textsOf(elements: PageElement[]): string[] {
  return elements.flatMap((element) => [
    ...Array.from(
      element.childNodes,
      ({ nodeType, textContent }) => (nodeType === 3 ? textContent : null) ?? '',
    ),
    ...['title', 'placeholder', 'aria-label'].map((name) => element.getAttribute(name) ?? ''),
  ]);
}
