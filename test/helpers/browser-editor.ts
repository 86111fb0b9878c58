import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { startBrowser } from './browser.js';
import { bringJapaneseLetters } from './browser-fonts.js';
import { nodeRedUnderTest } from './node-red-under-test.js';
import { enterEditor, leaveEditor } from './reused-editor.js';
import { ROOT } from './root.js';

/** Pictures of the editor are kept here, for people to look at. */
const ARTIFACTS = path.join(ROOT, 'artifacts', `node-red-${nodeRedUnderTest().major}`);

export interface EditorOptions {
  width?: number;
  height?: number;
  /** Node-RED 5's own dark theme. */
  dark?: boolean;
  /** The language of the browser, and so of the editor. */
  locale?: string;
}

/** Node-RED's editor in a browser, as a person has it before them. */
export interface Editor {
  readonly page: Page;
  /** The node of that id on the canvas. */
  node(id: string): Locator;
  /** The open dialog of a node. */
  readonly dialog: Locator;
  /** The open dialog of a config node. */
  readonly configDialog: Locator;
  /** Drags a node from the palette to a place on the canvas. */
  drag(type: string, to: { x: number; y: number }): Promise<void>;
  /** Draws a wire from the output of one node to the input of another. */
  connect(from: Locator, to: Locator): Promise<void>;
  /** Selects a node, opens its dialog, and waits for that. */
  edit(node: Locator): Promise<void>;
  /** Presses the button that opens the node's config node, or a new one, and waits for its dialog. */
  editConfig(button: 'add' | 'edit', property: string): Promise<void>;
  /** Presses Done (Add, Update) in a dialog, the one of a node unless told otherwise, and waits until it has gone. */
  done(dialog?: Locator): Promise<void>;
  cancel(dialog?: Locator): Promise<void>;
  /** Presses Deploy and waits until Node-RED says that it is done. */
  deploy(): Promise<void>;
  /** The JSON that the export dialog offers for the flow. */
  exportFlow(): Promise<string>;
  /** Keeps a picture under `artifacts/`. @returns its file */
  picture(name: string, of?: Page | Locator): Promise<string>;
}

/** Opens editors in one browser. */
export interface EditorBrowser {
  open(url: string, options?: EditorOptions): Promise<Editor>;
  /**
   * Called after each test: fails where a page has met an exception, or on its console an error or a warning of
   * ours, and keeps pictures of what a failed test had before it.
   */
  review(test: Mocha.Test | undefined): Promise<void>;
  /** Leaves all editors; the next test that asks for such a one gets it as it would be opened. */
  closeEditors(): Promise<void>;
  close(): Promise<void>;
}

export async function startEditorBrowser(): Promise<EditorBrowser> {
  const browser = await startBrowser();
  const errors: string[] = [];
  const opened: { page: Page; looks: string; isFree: boolean }[] = [];
  return {
    async open(url, { width = 1280, height = 800, dark = false, locale = 'en-US' } = {}) {
      const looks = JSON.stringify([url, dark, locale]);
      const left = opened.find((one) => one.isFree && one.looks === looks);
      if (left) {
        left.isFree = false;
        await left.page.setViewportSize({ width, height });
        await enterEditor(left.page);
        return editorOn(left.page);
      }
      const context = await browser.newContext({ viewport: { width, height }, locale });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
      page.on('console', (message) => {
        const text = `${message.text()} (${message.location().url})`;
        const isWarning = message.type() === 'warning' && /deepgram/i.test(text);
        if (message.type() === 'error' || isWarning) errors.push(text);
      });
      await page.goto(url);
      await page.locator('.red-ui-palette-node').first().waitFor();
      await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
      if (locale === 'ja') await bringJapaneseLetters(page);
      if (dark) await chooseDarkTheme(page);
      opened.push({ page, looks, isFree: false });
      return editorOn(page);
    },
    async review(test) {
      const pages = browser.contexts().flatMap((context) => context.pages());
      if (test?.isFailed()) {
        for (const [index, page] of pages.entries()) await takePicture(page, `failed-${test.title}-${index}`);
      }
      assert.deepEqual(errors.splice(0), [], 'errors or warnings in the browser');
    },
    async closeEditors() {
      for (const one of opened.filter(({ isFree }) => !isFree)) {
        await leaveEditor(one.page);
        one.isFree = true;
      }
    },
    close: () => browser.close(),
  };
}

function editorOn(page: Page): Editor {
  const trays = page.locator('.red-ui-tray');
  const dialog = trays.filter({ has: page.locator('#dialog-form') });
  const configDialog = trays.filter({ has: page.locator('#node-config-dialog-edit-form') });
  // When a dialog has slid in, the editor focuses its first field: what is typed before goes astray.
  const focused = (from: Locator) => from.locator('.red-ui-tray-body :focus');
  const leave = async (from: Locator, name: RegExp) => {
    await from.getByRole('button', { name }).click();
    await from.waitFor({ state: 'detached' });
    // The dialog below slides in: what is pressed before it is there is missed.
    await page.waitForFunction(
      "[...document.querySelectorAll('.red-ui-tray')].every((tray) => getComputedStyle(tray).right === '0px')",
    );
  };
  return {
    page,
    node: (id) => page.locator(`.red-ui-flow-node[id="${id}"]`),
    dialog,
    configDialog,
    async drag(type, to) {
      const item = page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
      await item.dragTo(page.locator('#red-ui-workspace-chart'), { targetPosition: to });
    },
    async connect(from, to) {
      const output = from.locator('.red-ui-flow-port-output .red-ui-flow-port');
      await output.dragTo(to.locator('.red-ui-flow-port-input .red-ui-flow-port'));
    },
    async edit(node) {
      // The key that the editor has for it: whether two clicks are a double click depends on how fast they come.
      await node.click();
      await page.keyboard.press('Enter');
      await focused(dialog).waitFor();
    },
    async editConfig(button, property) {
      await dialog.locator(`#node-input-btn-${property}-${button}`).click();
      await focused(configDialog).waitFor();
    },
    done: (from = dialog) => leave(from, /^(Done|Add|Update)$/),
    cancel: (from = dialog) => leave(from, /^Cancel$/),
    async deploy() {
      // The editor's word about the deploy before this one may still be there.
      const stored = page.waitForResponse(
        (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/flows'),
      );
      await page.locator('#red-ui-header-button-deploy').click();
      await stored;
      await page.locator('#red-ui-header-button-deploy.disabled').waitFor();
    },
    async exportFlow() {
      await page.keyboard.press('Control+e');
      await page.locator('#red-ui-clipboard-dialog-export-rng-flow').click();
      const json = await page.locator('#red-ui-clipboard-dialog-export-text').inputValue();
      await page.keyboard.press('Escape');
      return json;
    },
    picture: (name, of = page) => takePicture(of, name),
  };
}

async function chooseDarkTheme(page: Page): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.locator('#user-settings-view-dark-theme').selectOption('dark');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.locator('.nr-theme-dark').waitFor();
}

/** Keeps a picture under `artifacts/`. @returns its file */
async function takePicture(of: Page | Locator, name: string): Promise<string> {
  await mkdir(ARTIFACTS, { recursive: true });
  const file = path.join(ARTIFACTS, `${name.replace(/[^\w-]+/g, '-')}.png`);
  await of.screenshot({ path: file, animations: 'disabled' });
  return file;
}
