import type { Editor } from '../helpers/browser-editor.js';

export const WIDE = { width: 1280, height: 1000 };
/** Narrower than phones are. */
export const NARROW = { width: 330, height: 1000 };

/** Node-RED makes no dialog narrower than this where there is room. */
const DIALOG_WIDTH = 500;

/** Resizes the window, and waits until the open dialog has followed. */
export async function resize({ page }: Editor, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  const width = "[...document.querySelectorAll('.red-ui-tray')].at(-1).offsetWidth";
  await page.waitForFunction(
    size.width < DIALOG_WIDTH ? `${width} <= ${size.width}` : `${width} >= ${DIALOG_WIDTH}`,
  );
}

/** As everybody does who has no room. Node-RED remembers it for the next page. */
export async function hideSidebar({ page }: Editor): Promise<void> {
  const sidebar = page.locator('#red-ui-sidebar');
  if (await sidebar.isVisible()) await page.keyboard.press('Control+Space');
  await sidebar.waitFor({ state: 'hidden' });
}

/** Shows it again, and waits until Node-RED has stored that: other tests look at what is in it. */
export async function showSidebar({ page }: Editor): Promise<void> {
  const stored = page.waitForResponse((answer) => answer.url().endsWith('/settings/user'));
  await page.keyboard.press('Control+Space');
  await stored;
}
