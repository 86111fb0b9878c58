import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { untilLettersAreThere } from '../helpers/browser-fonts.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { cutOff } from './cut-off.js';
import { DIALOG_NODES } from './dialog-nodes.js';
import { tabWith } from './flow.js';
import { untranslated } from './untranslated.js';
import { hideSidebar, NARROW, resize, showSidebar, WIDE } from './viewport.js';

const LANGUAGES = [
  { name: 'German', locale: 'de', voice: 'Stimme', model: 'Modell', help: 'Eingangsdaten' },
  { name: 'Japanese', locale: 'ja', voice: '声', model: 'モデル', help: '入力' },
];

/** The nodes that are opened, a field of theirs, and the property with the config node that is opened as well. */
const DIALOGS: readonly { node: string; label?: 'voice' | 'model'; config?: string }[] = [
  { node: 'speak', label: 'voice', config: 'account' },
  { node: 'speak-endpoint' },
  { node: 'speak-stream', label: 'voice' },
  { node: 'transcribe-url', label: 'model' },
  { node: 'live', label: 'model' },
  { node: 'in', config: 'endpoint' },
];

describe('in an editor of another language', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;

  before(async () => {
    [nodeRed, browser] = await Promise.all([sharedNodeRed(), startEditorBrowser()]);
    await nodeRed.deploy(tabWith('https://api.deepgram.com', DIALOG_NODES));
  });
  after(() => browser.close());
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  for (const { name, locale, voice, model, help } of LANGUAGES) {
    it(`the dialogs are ${name} throughout, and nothing is cut off`, async () => {
      const editor = await browser.open(nodeRed.url, { locale, ...WIDE });
      await hideSidebar(editor);
      const ours = await editor.page.locator('script[data-help-name="deepgram-speak"]').textContent();
      assert.ok(ours?.includes(`<h3>${help}</h3>`));
      for (const { node, config, label } of DIALOGS) {
        await editor.edit(editor.node(node));
        await assertGood(editor, editor.dialog, `${node}-${locale}`);
        if (label)
          assert.ok(await editor.dialog.getByLabel({ voice, model }[label], { exact: true }).isVisible());
        if (config) {
          await editor.editConfig('edit', config);
          await assertGood(editor, editor.configDialog, `${config}-${locale}`);
          await close(editor.configDialog);
        }
        await close(editor.dialog);
      }
      await showSidebar(editor);
    });
  }
});

/** With all that is folded unfolded, in a wide window and in a narrow one. */
async function assertGood(editor: Editor, dialog: Locator, name: string): Promise<void> {
  await dialog.locator('details').evaluateAll((folds: { open: boolean }[]) => {
    for (const fold of folds) fold.open = true;
  });
  await untilLettersAreThere(editor.page);
  assert.deepEqual(await untranslated(dialog), []);
  await editor.picture(name, dialog);
  assert.deepEqual(await cutOff(dialog), []);
  await resize(editor, NARROW);
  assert.deepEqual(await cutOff(dialog), []);
  await resize(editor, WIDE);
}

/** Whatever the button is called. */
async function close(dialog: Locator): Promise<void> {
  await dialog.locator('#node-dialog-cancel, #node-config-dialog-cancel').click();
  await dialog.waitFor({ state: 'detached' });
}
