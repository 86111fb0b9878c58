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
  const warnings = () => editor.configDialog.locator('.deepgram-warning:visible').allTextContents();
  const openAdvanced = () => editor.configDialog.locator('summary', { hasText: 'Advanced' }).click();

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

  it('shows what a blank audio URL stands for, and why speakers would not reach it', async () => {
    await openAdvanced();
    assert.equal(await field('Audio URL').getAttribute('placeholder'), nodeRed.url);
    assert.deepEqual(await warnings(), [
      `Other devices can't reach this address: to each of them it means itself.`,
    ]);
    assert.equal(await editor.configDialog.getByText('needs attention').isVisible(), false);
  });

  it('marks an audio URL that speakers can not reach with the reason', async () => {
    await openAdvanced();
    for (const [url, reason, warning] of [
      ['192.168.1.10', "This can't be read. Write it in full: http://192.168.1.10:1880."],
      ['ftp://192.168.1.10', 'Speakers fetch from http and https addresses only.'],
      ['http://me:it@red.lan', 'It must not have a user name, a query or a fragment: it goes into messages.'],
      [
        'http://localhost:1880',
        '',
        "Other devices can't reach this address: to each of them it means itself.",
      ],
      [
        ...['http://172.17.0.2:1880', ''],
        "This looks like an address inside a container, which other devices can't reach. Enter that of the machine it runs on.",
      ],
    ] as const) {
      await field('Audio URL').fill(url);
      assert.deepEqual(
        [await reasons(), await warnings()],
        [reason ? [reason] : [], warning ? [warning] : []],
      );
      assert.equal(await field('Audio URL').getAttribute('aria-invalid'), String(reason !== ''));
      await editor.configDialog.getByText('needs attention').waitFor();
    }
    await field('Audio URL').locator('xpath=..').scrollIntoViewIfNeeded();
    await editor.picture('account-audio-url');
    for (const url of ['http://192.168.1.10:1880', '$' + '{AUDIO_URL}', '']) {
      await field('Audio URL').fill(url);
      assert.deepEqual(await reasons(), []);
      assert.equal(await editor.configDialog.getByText('needs attention').isVisible(), false);
    }
  });

  it('saves the audio URL, and opens its group where speakers can not reach it', async () => {
    await openAdvanced();
    await field('Audio URL').fill('http://localhost:1880');
    await editor.done(editor.configDialog);
    await editor.done();
    await editor.deploy();
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    assert.equal(flows.find(({ id }) => id === 'account')?.audioUrl, 'http://localhost:1880');
    assert.equal(await editor.node('speak').locator('.red-ui-flow-node-error').isVisible(), false);
    await editor.edit(editor.node('speak'));
    await editor.editConfig('edit', 'account');
    assert.equal(await field('Audio URL').inputValue(), 'http://localhost:1880');
    assert.ok(await field('Audio URL').isVisible());
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
