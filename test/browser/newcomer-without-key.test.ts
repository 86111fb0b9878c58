import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { type FlowNode, type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator } from '../helpers/shared.js';
import { type Hands, handsOn } from './hands.js';

/** One story, told in order: each test goes on where the one before it has stopped. */
describe('a newcomer who leaves out what is needed', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: EditorBrowser;
  let editor: Editor;
  let hands: Hands;

  const node = (words: string) => editor.page.locator('.red-ui-flow-node', { hasText: words });
  const speak = () => node('aura-2-thalia-en');
  const account = (label: string) => editor.configDialog.getByLabel(label, { exact: true });

  /** Presses the button of the flow, and waits for what is said below the node, and in the debug sidebar. */
  async function pressed(status: string, message: string): Promise<void> {
    await node('timestamp').locator('.red-ui-flow-node-button-button').click();
    const shown = speak().locator('.red-ui-flow-node-status-label');
    await shown.filter({ hasText: new RegExp(`^${status}$`) }).waitFor();
    // The sidebar has but the beginning of it, until it is opened; and not more than 80 characters then.
    const told = editor.page.locator('.red-ui-debug-msg', { hasText: message.slice(0, 25) });
    await told.locator('.red-ui-debug-msg-object-handle').first().click();
    await told.getByText(message.slice(0, 80)).first().waitFor();
    assert.doesNotMatch((await told.textContent()) ?? '', /\[object/);
    await hands.look(status);
  }

  /** Presses Check in the account's dialog, and waits for what is said. */
  async function checked(words: string): Promise<void> {
    await editor.configDialog.getByRole('button', { name: 'Check', exact: true }).click();
    await editor.configDialog.getByText(words).waitFor();
    await hands.look('checked');
    await editor.done(editor.configDialog);
    await editor.done();
    await editor.deploy();
  }

  before(async () => {
    [nodeRed, emulator, browser] = await Promise.all([
      // Of their own: in a shared one, others have hidden parts of the editor, which Node-RED remembers.
      startNodeRed(),
      sharedEmulator(),
      startEditorBrowser(),
    ]);
    emulator.clearFaults();
    await nodeRed.deploy([]);
    editor = await browser.open(nodeRed.url);
    hands = handsOn(editor, 'newcomer-without-key');
    // Node-RED 5 shows what is debugged from the beginning.
    const debug = editor.page.locator('#red-ui-tab-debug-link-button');
    if (await debug.isVisible()) await debug.click();
  });
  after(async () => {
    await browser.close();
    await nodeRed.stop();
  });
  afterEach(function () {
    return browser.review(this.currentTest);
  });

  it('is asked whether to deploy a node without an account, and then told what it lacks', async () => {
    await editor.drag('inject', { x: 140, y: 100 });
    await editor.drag('deepgram-speak', { x: 340, y: 100 });
    await editor.connect(node('timestamp'), speak());
    const deployed = editor.page.waitForResponse(/\/flows$/);
    await editor.page.locator('#red-ui-header-button-deploy').click();
    await editor.page.getByRole('button', { name: 'Confirm deploy' }).click();
    await deployed;
    await editor.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
    await pressed(
      'no account',
      'No account is chosen, or it was deleted or disabled. Choose one in the dialog.',
    );
  });

  it('is told that an account without a key needs one, by Check and by the node', async () => {
    await editor.edit(speak());
    await editor.editConfig('add', 'account');
    const words = 'The account has no key. Enter one, or set the environment variable DEEPGRAM_API_KEY.';
    await checked(words);
    await speak().locator('.red-ui-flow-node-error').waitFor({ state: 'hidden' });
    await pressed('no key', words);
  });

  it('is told that a key is wrong, and what to do, by Check and by the node', async () => {
    await editor.edit(speak());
    await editor.editConfig('edit', 'account');
    await account('API key').fill('a-key-of-somebody-else');
    await account('Region').selectOption('other');
    await account('Address').fill(emulator.url);
    await checked(`${new URL(emulator.url).host} refused this key. Copy it again from where it was made.`);
    await pressed('wrong key', 'Deepgram does not accept the key. Open the account, and press Check there');
  });

  it('is heard as soon as the key is right', async () => {
    await editor.edit(speak());
    await editor.editConfig('edit', 'account');
    await account('API key').fill('emulator-key');
    await checked(`This key works at ${new URL(emulator.url).host}.`);
    await node('timestamp').locator('.red-ui-flow-node-button-button').click();
    const status = speak().locator('.red-ui-flow-node-status-label');
    await status.filter({ hasText: /^spoke \d+(\.\d)? s$/ }).waitFor();
  });

  it('has the one account chosen in each further node', async () => {
    await editor.drag('deepgram-transcribe', { x: 340, y: 220 });
    await node('transcribe').waitFor();
    assert.equal(await node('transcribe').locator('.red-ui-flow-node-error').isVisible(), false);
    await editor.deploy();
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    const accounts = flows.map(({ account }) => account).filter(Boolean);
    assert.equal(accounts.length, 2);
    assert.equal(new Set(accounts).size, 1);
  });
});
