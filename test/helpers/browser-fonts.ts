import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from './root.js';

const FOLDER = path.join(ROOT, 'node_modules/@fontsource/noto-sans-jp');
const ROUTE = '/japanese-font/';

/**
 * Gives a page Japanese letters, which the browser from npm has none of: they come after the fonts that the editor has
 * for everything else.
 */
export async function bringJapaneseLetters(page: Page): Promise<void> {
  const faces = await readFile(path.join(FOLDER, '400.css'), 'utf8');
  await page.route(`**${ROUTE}*`, (route) => {
    const file = path.basename(new URL(route.request().url()).pathname);
    return route.fulfill({ path: path.join(FOLDER, 'files', file) });
  });
  const family = "'Noto Sans JP'";
  const fonts = [
    `--red-ui-primary-font: Helvetica Neue, Arial, Helvetica, sans-serif, ${family} !important`,
    `--red-ui-monospace-font: Menlo, Consolas, DejaVu Sans Mono, Courier, monospace, ${family} !important`,
  ];
  const content = `${faces.replaceAll('./files/', ROUTE)}\n:root { ${fonts.join('; ')} }`;
  await page.addStyleTag({ content });
}

/** Waits until the letters that are to be seen are there: each has its part of the font fetched. */
export async function untilLettersAreThere(page: Page): Promise<void> {
  await page.evaluate('document.body.offsetWidth; document.fonts.ready.then(() => undefined)');
}
