import type { Locator } from 'playwright-core';

/** Texts of an open dialog that are keys of a catalog still, or have a gap that nothing was put into. */
export async function untranslated(dialog: Locator): Promise<string[]> {
  const texts = await dialog.locator('label, option, summary, .deepgram-hint').allTextContents();
  return texts.filter((text) => /deepgram-\w+\.|__\w+__/.test(text));
}
