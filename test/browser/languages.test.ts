import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { cutOff } from './cut-off.js';
import { endpointNode, speakNode, tabWith, transcribeNode } from './flow.js';
import { untranslated } from './untranslated.js';

const LANGUAGES = [
  { name: 'German', locale: 'de', voice: 'Stimme', model: 'Modell', help: 'Eingangsdaten' },
  { name: 'Japanese', locale: 'ja', voice: '声', model: 'モデル', help: '入力' },
];

describe('in an editor of another language', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;

  before(async () => {
    [nodeRed, browser] = await Promise.all([sharedNodeRed(), startEditorBrowser()]);
    const callback = { delivery: 'callback', endpoint: 'endpoint' };
    const endpoint = endpointNode('endpoint', { name: 'house' });
    const nodes = [endpoint, speakNode('speak', callback), transcribeNode('transcribe', callback)];
    await nodeRed.deploy(tabWith('https://api.deepgram.com', nodes));
  });
  after(() => browser.close());
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  for (const { name, locale, voice, model, help } of LANGUAGES) {
    it(`the dialogs of speak and transcribe are ${name} throughout, and nothing is cut off`, async () => {
      const editor = await browser.open(nodeRed.url, { locale, height: 1600 });
      const ours = await editor.page.locator('script[data-help-name="deepgram-speak"]').textContent();
      assert.ok(ours?.includes(`<h3>${help}</h3>`));
      await editor.edit(editor.node('speak'));
      await assertGood(editor, editor.dialog, `speak-${locale}`);
      assert.ok(await editor.dialog.getByLabel(voice, { exact: true }).isVisible());
      await editor.editConfig('edit', 'account');
      await assertGood(editor, editor.configDialog, `account-${locale}`);
      await close(editor.configDialog);
      await close(editor.dialog);
      await editor.edit(editor.node('transcribe'));
      await assertGood(editor, editor.dialog, `transcribe-${locale}`);
      assert.ok(await editor.dialog.getByLabel(model, { exact: true }).isVisible());
    });
  }
});

/** With all that is folded unfolded. */
async function assertGood(editor: Editor, dialog: Locator, name: string): Promise<void> {
  await dialog.locator('details').evaluateAll((folds: { open: boolean }[]) => {
    for (const fold of folds) fold.open = true;
  });
  assert.deepEqual(await untranslated(dialog), []);
  await editor.picture(name, dialog);
  assert.deepEqual(await cutOff(dialog), []);
}

/** Whatever the button is called. */
async function close(dialog: Locator): Promise<void> {
  await dialog.locator('#node-dialog-cancel, #node-config-dialog-cancel').click();
  await dialog.waitFor({ state: 'detached' });
}
