import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { NodeRed } from '../helpers/node-red.js';
import { nodeRedUnderTest } from '../helpers/node-red-under-test.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { faintTexts } from './contrast.js';
import { callbackInNode, endpointNode, speakNode, tabWith, transcribeNode } from './flow.js';

/** WCAG 2.2, level AA, for text of this size. */
const READABLE = 4.5;
const WRONG = { encoding: 'mulaw', container: 'none', sample_rate: 44100, speed: 3, tone: 'warm' };
const WRONG_TRANSCRIPTION = {
  ...{ keywords: ['a', 'b'], diarize: true, diarize_model: 'v2', detect_language: ['de', 'en'] },
  ...{ redact: ['pci', 'aggressive_numbers'], encoding: 'linear16', language: 'tlh', tone: 'warm' },
};
const UNREACHABLE = {
  publicUrl: 'http://voice.some-long-name-of-a-host.internal:1880/a/path/behind/a/proxy',
};
const TEXTS =
  'label, summary, output, .deepgram-hint, .deepgram-reason, .deepgram-warning, .deepgram-detail, .deepgram-fold-state, code';

describe('how the dialogs look', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;

  before(async () => {
    [nodeRed, browser] = await Promise.all([sharedNodeRed(), startEditorBrowser()]);
    const callback = { delivery: 'callback', endpoint: 'endpoint' };
    const nodes = [
      endpointNode('endpoint', { ...UNREACHABLE, listen: 'own', acceptUnproven: true }),
      speakNode('speak', { params: WRONG }),
      transcribeNode('transcribe', { params: WRONG_TRANSCRIPTION, result: 'paragraphs', within: 'x' }),
      callbackInNode('in', { scope: ['announcement in the kitchen', 'deleted'], ack: 'flow' }),
      speakNode('announcement in the kitchen', callback),
      speakNode('upload', { delivery: 'callback', callbackUrl: 'http://10.0.0.1', callbackUrlType: 'str' }),
    ];
    await nodeRed.deploy(tabWith('https://api.deepgram.com', nodes));
  });
  after(() => browser.close());
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  for (const { name, width, dark } of looks()) {
    it(`fits and can be read ${name}`, async () => {
      const editor = await browser.open(nodeRed.url, { dark });
      if (width < 1000) await hideSidebar(editor);
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

    it(`has a dialog of all that can be transcribed that fits and can be read ${name}`, async () => {
      const editor = await browser.open(nodeRed.url, { dark });
      if (width < 1000) await hideSidebar(editor);
      await editor.edit(editor.node('transcribe'));
      await editor.page.setViewportSize({ width, height: 4600 });
      await editor.dialog.getByLabel('Find', { exact: true }).fill('e');
      await assertGood(editor.dialog);
      await editor.picture(`transcribe-${name}`);
    });

    it(`has callbacks that fit and can be read ${name}`, async () => {
      const editor = await browser.open(nodeRed.url, { dark });
      if (width < 1000) await hideSidebar(editor);
      await editor.edit(editor.node('upload'));
      await editor.page.setViewportSize({ width, height: 1000 });
      await assertGood(editor.dialog);
      await editor.picture(`upload-${name}`);
      await editor.cancel();
      await editor.page.setViewportSize({ width: 1280, height: 1000 });
      await editor.edit(editor.node('in'));
      await editor.page.setViewportSize({ width, height: 1000 });
      await assertGood(editor.dialog);
      await editor.picture(`callback-in-${name}`);
      await editor.editConfig('edit', 'endpoint');
      await editor.configDialog.locator('summary').click();
      await assertGood(editor.configDialog);
      await editor.picture(`endpoint-${name}`);
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

/** As everybody does who has no room. Node-RED remembers it for the next page. */
async function hideSidebar({ page }: Editor): Promise<void> {
  const sidebar = page.locator('#red-ui-sidebar');
  if (await sidebar.isVisible()) await page.keyboard.press('Control+Space');
  await sidebar.waitFor({ state: 'hidden' });
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
