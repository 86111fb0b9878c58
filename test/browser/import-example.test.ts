import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Emulator } from '../../emulator/server.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator } from '../helpers/shared.js';

const EXAMPLE = 'Say a sentence';

describe('an example from the Import menu', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: EditorBrowser;

  const speakOf = ({ page }: Editor) => page.locator('.red-ui-flow-node', { hasText: 'aura-2-thalia-en' });
  const openEditor = () => browser.open(nodeRed.url, { width: 1400, height: 520 });
  const showFlow = ({ page }: Editor) => page.locator('#red-ui-workspace-tabs').getByText(EXAMPLE).click();

  before(async () => {
    [nodeRed, emulator, browser] = await Promise.all([
      // A Node-RED of its own, because the example writes into the folder that it works in.
      startNodeRed({ settings: 'fileWorkingDirectory: __dirname,' }),
      sharedEmulator(),
      startEditorBrowser(),
    ]);
    emulator.clearFaults();
  });
  after(() => Promise.all([browser.close(), nodeRed.stop()]));
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  it('speaks as soon as its account has a key', async () => {
    const editor = await openEditor();
    await editor.page.keyboard.press('Control+i');
    const dialog = editor.page.getByRole('dialog');
    await dialog.getByRole('link', { name: 'Examples' }).click();
    await dialog.getByText('@deepgram-contrib/node-red-deepgram').click();
    await dialog.getByText(EXAMPLE).click();
    await dialog.getByRole('button', { name: 'Import' }).click();
    await showFlow(editor);

    await editor.edit(speakOf(editor));
    await editor.editConfig('edit', 'account');
    await editor.configDialog.getByLabel('API key').fill(emulator.key);
    await editor.configDialog.getByLabel('Region').selectOption('other');
    await editor.configDialog.getByLabel('Address').fill(emulator.url);
    await editor.done(editor.configDialog);
    await editor.done();
    await editor.deploy();

    await editor.page.locator('.red-ui-flow-node-button-button').first().click();
    await speakOf(editor)
      .getByText(/^spoke [\d.]+ s$/)
      .waitFor();
    await editor.page.keyboard.press('Control+g');
    await editor.page.keyboard.press('d');
    await editor.page.getByText(/sentence\.mp3: [\d.]+ s of speech/).waitFor();
    const { size } = await stat(path.join(nodeRed.userDir, 'sentence.mp3'));
    assert.ok(size > 5000);
  });
});
