import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { speakNode, tabWith } from './flow.js';
import { untranslated } from './untranslated.js';

describe('the dialog of deepgram-config', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.configDialog.getByLabel(label, { exact: true });
  const reasons = () => editor.configDialog.locator('.deepgram-reason:visible').allTextContents();
  const warnings = () => editor.configDialog.locator('.deepgram-warning:visible').allTextContents();
  const checkButton = () => editor.configDialog.getByRole('button', { name: 'Check', exact: true });
  const checked = () => editor.configDialog.locator('#deepgram-config-checked');
  /** Waits until the check says something, which a screen reader says as well. */
  const told = (text: string) =>
    checked().and(editor.page.getByRole('status')).filter({ hasText: text }).waitFor();
  const openAdvanced = () => editor.configDialog.locator('summary', { hasText: 'Advanced' }).click();

  before(async () => {
    const starting = [sharedNodeRed(), startEditorBrowser(), sharedEmulator()] as const;
    [nodeRed, browser, emulator] = await Promise.all(starting);
  });
  before(async () => {
    await nodeRed.deploy(tabWith('https://api.eu.deepgram.com', [speakNode('speak')]));
    editor = await browser.open(nodeRed.url);
  });
  beforeEach(async () => {
    await editor.edit(editor.node('speak'));
    await editor.editConfig('edit', 'account');
  });
  afterEach(async function () {
    await browser.review(this.currentTest);
    for (const dialog of [editor.configDialog, editor.dialog]) {
      if (await dialog.isVisible()) await editor.cancel(dialog);
    }
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

  it('checks what a newcomer has just typed, and says what to do about it', async () => {
    await editor.cancel(editor.configDialog);
    await editor.editConfig('add', 'account');
    const { host } = new URL(emulator.url);
    await checkButton().click();
    await told('The account has no key. Enter one, or set the environment variable DEEPGRAM_API_KEY.');
    await field('Region').selectOption('other');
    await field('Address').fill(emulator.url);
    assert.equal(await checked().textContent(), '');
    await field('API key').fill('a key with a slip of the pen');
    await field('API key').press('Tab');
    await editor.configDialog.locator('#deepgram-config-check:focus').waitFor();
    await editor.page.keyboard.press('Enter');
    await told('The API key has characters that no key has. Copy it again from console.deepgram.com.');
    await field('API key').fill('another-key');
    await checkButton().click();
    await told(`${host} refused this key. Copy it again from where it was made.`);
    await editor.picture('account-wrong-key');
    await field('API key').fill('emulator-key');
    assert.equal(await checked().textContent(), '');
    const held = emulator.fault({ kind: 'hold' });
    await field('API key').press('Tab');
    await editor.page.keyboard.press('Space');
    await told('Checking…');
    await held.reached;
    assert.equal(await checkButton().getAttribute('aria-disabled'), 'true');
    const { length } = emulator.requests;
    await editor.page.keyboard.press('Space');
    held.release();
    await told(`This key works at ${host}.`);
    assert.equal(await checkButton().getAttribute('aria-disabled'), 'false');
    await editor.configDialog.locator('#deepgram-config-check:focus').waitFor();
    assert.equal(emulator.requests.length, length);
    await editor.picture('account-checked');
    // What only moves the focus changes nothing.
    await editor.page.keyboard.press('Shift+Tab');
    assert.notEqual(await checked().textContent(), '');
    await field('Sign in').selectOption('none');
    assert.equal(await checked().textContent(), '');
    await checkButton().click();
    await told(`${host} asks for a key. Choose how to sign in, and enter one.`);
    await editor.picture('account-without-key');
  });

  it('asks again for the key that was deployed where the address has changed', async () => {
    await field('Region').selectOption('other');
    await field('Address').fill(emulator.url);
    await checkButton().click();
    await told('Type the key again, because the address has changed');
    assert.equal(await field('API key').inputValue(), '__PWRD__');
    await field('API key').fill('emulator-key');
    const held = emulator.fault({ kind: 'hold' });
    await checkButton().click();
    await held.reached;
    // A check that is still running is forgotten when a value changes.
    await field('Address').fill('http://127.0.0.1:9');
    assert.equal(await checked().textContent(), '');
    assert.equal(await checkButton().getAttribute('aria-disabled'), 'false');
    await emulator.waitForAbort();
    held.release();
    await checkButton().click();
    await told("127.0.0.1:9 can't be reached (ECONNREFUSED).");
  });

  it('names the environment variable of an address that is not set', async () => {
    await field('Region').selectOption('other');
    await field('Address').fill('$' + '{DG_URL}');
    assert.deepEqual(await reasons(), []);
    await checkButton().click();
    await told('The environment variable DG_URL is not set where Node-RED runs.');
  });

  it('is opened without a mouse, and whoever leaves it is where it was opened', async () => {
    await editor.cancel(editor.configDialog);
    const accounts = editor.dialog.getByLabel('Account', { exact: true });
    const focused = (name: string) =>
      editor.dialog.getByRole('button', { name, exact: true }).and(editor.page.locator(':focus')).waitFor();
    const opened = () => editor.configDialog.locator('.red-ui-tray-body :focus').waitFor();
    await accounts.focus();
    await editor.page.keyboard.press('Tab');
    await focused('Edit the chosen one');
    await editor.page.keyboard.press('Tab');
    await focused('Add another one');
    await editor.page.keyboard.press('Enter');
    await opened();
    assert.equal(await field('API key').inputValue(), '');
    await editor.cancel(editor.configDialog);
    await focused('Add another one');
    await editor.page.keyboard.press('Shift+Tab');
    await editor.page.keyboard.press('Space');
    await opened();
    assert.equal(await field('API key').inputValue(), '__PWRD__');
    await editor.cancel(editor.configDialog);
    await focused('Edit the chosen one');
    // Where none is chosen there is nothing to edit.
    await accounts.selectOption('_ADD_');
    await accounts.focus();
    await editor.page.keyboard.press('Tab');
    await focused('Add another one');
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

  describe('of an account that is deployed with a proxy', () => {
    before(async () => {
      const noproxy = [new URL(emulator.url).hostname];
      const proxy = { id: 'proxy', type: 'http proxy', name: '', url: 'http://127.0.0.1:9', noproxy };
      const flow = tabWith(emulator.url, [speakNode('speak')]);
      await nodeRed.deploy([
        ...flow.map((node) => (node.id === 'account' ? { ...node, proxy: 'proxy' } : node)),
        proxy,
      ]);
      editor = await browser.open(nodeRed.url);
    });

    it('asks for nothing any more when it is closed', async () => {
      for (const close of [editor.cancel, editor.done]) {
        const held = emulator.fault({ kind: 'hold' });
        await checkButton().click();
        await held.reached;
        const left = editor.page.waitForEvent('requestfailed');
        const aborted = emulator.waitForAbort((request) => request === emulator.requests.at(-1));
        await close(editor.configDialog);
        assert.match((await left).url(), /\/deepgram-config\/check$/);
        await aborted;
        held.release();
        await editor.editConfig('edit', 'account');
      }
    });

    it('wants a proxy deployed that has changed, and forgets what was told with the one before', async () => {
      await checkButton().click();
      await told('This key works at');
      const { length } = emulator.requests;
      await openAdvanced();
      await editor.configDialog.locator('#node-config-input-btn-proxy-edit').click();
      await editor.configDialog.locator('#node-config-input-url').fill('http://127.0.0.1:10');
      await editor.configDialog.getByRole('button', { name: 'Update' }).click();
      await editor.configDialog.locator('#deepgram-config-checked:empty').waitFor({ state: 'attached' });
      await checkButton().click();
      await told('The proxy is not deployed yet. Deploy first, then check again.');
      assert.equal(await checkButton().getAttribute('aria-disabled'), 'false');
      assert.equal(emulator.requests.length, length);
    });
  });
});
