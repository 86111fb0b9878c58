import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Emulator } from '../../emulator/server.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { button } from './flow.js';

const KEY = 'emulator-key';
const BEFORE: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'My first announcement' },
  { ...button('button', 'The washing machine is done.'), z: 'tab', x: 140, y: 100, wires: [[]] },
  { id: 'out', type: 'test-sink', z: 'tab', name: 'loudspeaker', x: 640, y: 100, wires: [] },
];

/** One story, told in order: each test goes on where the one before it has stopped. */
describe('a newcomer in the editor', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: EditorBrowser;
  let editor: Editor;
  let speak: Locator;

  before(async () => {
    [nodeRed, emulator, browser] = await Promise.all([
      sharedNodeRed(),
      sharedEmulator(),
      startEditorBrowser(),
    ]);
    emulator.clearFaults();
    await nodeRed.deploy(BEFORE);
    editor = await browser.open(nodeRed.url);
    speak = editor.page.locator('.red-ui-flow-node', { hasText: 'aura-2-thalia-en' });
  });
  after(() => browser.close());
  afterEach(function () {
    return browser.review(this.currentTest);
  });

  it('drags deepgram-speak from the palette: it has the name of its voice, and a mark that something lacks', async () => {
    await editor.drag('deepgram-speak', { x: 340, y: 100 });
    await speak.locator('.red-ui-flow-node-error').waitFor();
  });

  it('creates the account from the dialog of the node', async () => {
    await editor.edit(speak);
    await editor.editConfig('add', 'account');
    const account = editor.configDialog;
    await account.getByLabel('API key').fill(KEY);
    await account.getByLabel('Region').selectOption({ label: 'Other: self-hosted, dedicated or emulator…' });
    await account.getByLabel('Address').fill(emulator.url);
    await editor.picture('account');
    await editor.done(account);
    assert.equal(
      await editor.dialog.getByLabel('Account').locator('option:checked').textContent(),
      new URL(emulator.url).host,
    );
    await editor.done().catch(async (e) => {
      await editor.picture('failed');
      throw e;
    });
    await speak.locator('.red-ui-flow-node-error').waitFor({ state: 'hidden' });
  });

  it('wires it with the mouse, and deploys', async () => {
    await editor.connect(editor.node('button'), speak);
    await editor.connect(speak, editor.node('out'));
    await editor.deploy();
  });

  it('presses the button: audio comes out, and the node says how long it is', async () => {
    await editor.node('button').locator('.red-ui-flow-node-button-button').click();
    const [heard] = await nodeRed.until('out');
    assert.ok(heard);
    assert.equal(heard.contentType, 'audio/mpeg');
    assert.ok((heard.payload as Buffer).length > 5000);
    const status = speak.locator('.red-ui-flow-node-status-label');
    await status.filter({ hasText: /^spoke \d+(\.\d)? s$/ }).waitFor();
    assert.equal(emulator.requests.at(-1)?.headers.authorization, `Token ${KEY}`);
    await editor.picture('spoken');
  });

  it('finds the key neither in what is exported nor in what the server answers', async () => {
    const exported = await editor.exportFlow();
    assert.ok(exported.includes('"deepgram-config"') && exported.includes(emulator.url));
    const flows = await (await fetch(`${nodeRed.url}/flows`)).text();
    const { id } = JSON.parse(flows).find(({ type }: FlowNode) => type === 'deepgram-config');
    const credentials = await (await fetch(`${nodeRed.url}/credentials/deepgram-config/${id}`)).text();
    assert.deepEqual(JSON.parse(credentials), { has_apiKey: true });
    for (const text of [exported, flows, credentials]) assert.ok(!text.includes(KEY), text);
  });
});
