import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { NodeRed } from '../helpers/node-red.js';
import { nodeRedUnderTest } from '../helpers/node-red-under-test.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { faintTexts } from './contrast.js';
import { speakNode, tabWith } from './flow.js';

/** WCAG 2.2, level AA, for text of this size. */
const READABLE = 4.5;
const WRONG = { encoding: 'mulaw', container: 'none', sample_rate: 44100, speed: 3, tone: 'warm' };
const TEXTS = 'label, summary, .deepgram-hint, .deepgram-reason, .deepgram-fold-state, code';

describe('how the dialogs look', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;

  before(async () => {
    [nodeRed, browser] = await Promise.all([sharedNodeRed(), startEditorBrowser()]);
    await nodeRed.deploy(tabWith('https://api.deepgram.com', [speakNode('speak', { params: WRONG })]));
  });
  after(() => browser.close());
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  for (const { name, width, dark } of looks()) {
    it(`fits and can be read ${name}`, async () => {
      const editor = await browser.open(nodeRed.url, { dark });
      // As everybody does who has no room.
      if (width < 1000) await editor.page.keyboard.press('Control+Space');
      await editor.edit(editor.node('speak'));
      await editor.page.setViewportSize({ width, height: 1000 });
      await assertGood(editor.dialog);
      await editor.picture(`speak-${name}`);
      await editor.editConfig('edit', 'account');
      await editor.configDialog.locator('summary').click();
      await assertGood(editor.configDialog);
      await editor.picture(`account-${name}`);
      await editor.cancel(editor.configDialog);
      await showVoices(editor);
      await editor.picture(`voices-${name}`);
    });
  }
});

function looks() {
  const light = [
    { name: 'at 1280 pixels', width: 1280, dark: false },
    { name: 'on a narrow screen', width: 500, dark: false },
  ];
  const dark = { name: 'in the dark', width: 1280, dark: true };
  return nodeRedUnderTest().major === '5' ? [...light, dark] : light;
}

/** Nothing sticks out of the dialog, and every text stands out from what is behind it. */
async function assertGood(dialog: Locator): Promise<void> {
  const { x = 0, width = 0 } = (await dialog.boundingBox()) ?? {};
  for (const control of await dialog
    .locator('.form-row')
    .locator('input, select, button, textarea, a')
    .all()) {
    const box = await control.boundingBox();
    if (box)
      assert.ok(
        box.x >= x && box.x + box.width <= x + width,
        await control.evaluate(({ outerHTML }) => outerHTML),
      );
  }
  assert.deepEqual(await faintTexts(dialog.locator(TEXTS), READABLE), []);
}

async function showVoices({ dialog, page }: Editor): Promise<void> {
  await dialog.getByLabel('Voice', { exact: true }).click();
  const texts = page.getByRole('listbox').locator('.deepgram-group, [role="option"] > *');
  assert.deepEqual(await faintTexts(texts, READABLE), []);
}
