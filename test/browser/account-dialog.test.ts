import assert from 'node:assert/strict';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { speakNode, tabWith } from './flow.js';
import { untranslated } from './untranslated.js';

describe('the dialog of deepgram-config', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.configDialog.getByLabel(label, { exact: true });
  const reasons = () => editor.configDialog.locator('.deepgram-reason:visible').allTextContents();

  before(async () => {
    [nodeRed, browser] = await Promise.all([sharedNodeRed(), startEditorBrowser()]);
  });
  beforeEach(async () => {
    await nodeRed.deploy(tabWith('https://api.eu.deepgram.com', [speakNode('speak')]));
    editor = await browser.open(nodeRed.url);
    await editor.edit(editor.node('speak'));
    await editor.editConfig('edit', 'account');
  });
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });
  after(() => browser.close());

  it('knows the region by its address, and asks for an address only where it is another', async () => {
    assert.deepEqual(await untranslated(editor.configDialog), []);
    assert.equal(await field('Region').inputValue(), 'eu');
    assert.equal(await field('Address').isVisible(), false);
    await field('Region').selectOption('other');
    assert.equal(await field('Address').inputValue(), '');
    await field('Address').pressSequentially('http://api.deepgram.com');
    assert.deepEqual(await reasons(), [
      "Deepgram is reached by https only. Write the account's URL with https://.",
    ]);
    await field('Address').fill('http://speech.example.org:8080');
    await field('Address').press('End');
    assert.deepEqual(await reasons(), []);
  });

  it('asks for no key where the server wants none', async () => {
    await field('Sign in').selectOption('none');
    assert.equal(await field('API key').isVisible(), false);
    await field('Sign in').selectOption('token');
    assert.equal(await field('Token').getAttribute('type'), 'password');
  });

  it('marks numbers that are out of range, and says so on the folded group', async () => {
    const advanced = editor.configDialog.locator('summary', { hasText: 'Advanced' });
    await advanced.click();
    await field('Retries').fill('11');
    await field('Retries').press('End');
    assert.deepEqual(await reasons(), ['This must be a whole number from 0 to 10.']);
    await advanced.getByText('needs attention').waitFor();
    await editor.picture('account-advanced');
    await field('Retries').fill('5');
    await field('Retries').press('End');
    await advanced.getByText('1 set').waitFor();
  });

  it('never has the key in it again: only that there is one, and Cancel keeps it', async () => {
    assert.equal(await field('API key').inputValue(), '__PWRD__');
    await field('API key').fill('another key');
    await editor.cancel(editor.configDialog);
    await editor.editConfig('edit', 'account');
    assert.equal(await field('API key').inputValue(), '__PWRD__');
    await editor.done(editor.configDialog);
    await editor.done();
    await editor.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  });

  it('saves what was changed', async () => {
    await field('Region').selectOption('in');
    await field('API key').fill('another key');
    await editor.done(editor.configDialog);
    await editor.done();
    await editor.deploy();
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    assert.equal(flows.find(({ id }) => id === 'account')?.url, 'https://api.in.deepgram.com');
  });
});
