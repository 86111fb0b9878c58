import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Emulator } from '../../emulator/server.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { decode, probe } from '../helpers/ffmpeg.js';
import { type FlowNode, type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator } from '../helpers/shared.js';
import { type Hands, handsOn } from './hands.js';
import { LOUDEST, WATCH } from './heard.js';

const KEY = 'emulator-key';
const SENTENCE = 'Die Waschmaschine ist fertig, und draußen regnet es nicht mehr.';
/** From the empty editor to a sentence that was heard, all that a person does must be fewer than this. */
const MOST_ACTIONS = 40;

/** One story, told in order: each test goes on where the one before it has stopped. */
describe('a newcomer in the empty editor', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: EditorBrowser;
  let editor: Editor;
  let hands: Hands;
  let file: string;

  const field = (label: string, dialog = editor.dialog) => dialog.getByLabel(label, { exact: true });
  const button = (name: string, dialog = editor.dialog) => dialog.getByRole('button', { name, exact: true });
  const inputs = () => editor.dialog.locator('.red-ui-typedInput-container:visible');
  const node = (words: string) => editor.page.locator('.red-ui-flow-node', { hasText: words });
  const mark = (of: Locator) => of.locator('.red-ui-flow-node-error');

  before(async () => {
    [nodeRed, emulator, browser] = await Promise.all([
      // Of their own: in a shared one, others have hidden parts of the editor, which Node-RED remembers.
      startNodeRed(),
      sharedEmulator(),
      startEditorBrowser(),
    ]);
    emulator.clearFaults();
    await nodeRed.deploy([]);
    file = path.join(nodeRed.userDir, 'announcement.mp3');
    editor = await browser.open(nodeRed.url);
    await editor.page.evaluate(WATCH);
    hands = handsOn(editor, 'newcomer');
  });
  after(async () => {
    await browser.close();
    await nodeRed.stop();
  });
  afterEach(function () {
    return browser.review(this.currentTest);
  });

  it('drags a button and a voice into it: the voice has its name, and a mark that something lacks', async () => {
    assert.equal(await editor.page.locator('.red-ui-flow-node').count(), 0);
    await hands.drag('inject', { x: 140, y: 100 });
    await hands.drag('deepgram-speak', { x: 340, y: 100 });
    await mark(node('aura-2-thalia-en')).waitFor();
    await hands.look('dragged');
  });

  it('types a sentence into the button', async () => {
    await hands.edit(node('timestamp'));
    await hands.click(inputs().nth(1).locator('.red-ui-typedInput-type-select'));
    await hands.click(editor.page.locator('.red-ui-typedInput-options:visible [value=str]'));
    await hands.type(inputs().nth(1).locator('input:visible'), SENTENCE);
    await hands.done();
  });

  it('creates the account in place: the key field is where one types, and says where keys come from', async () => {
    await hands.edit(node('aura-2-thalia-en'));
    await hands.look('speak');
    await hands.newConfig('account');
    await hands.look('account');
    await editor.configDialog.getByText('Create one at console.deepgram.com').waitFor();
    await editor.configDialog.locator('#node-config-input-apiKey:focus').waitFor();
    await hands.type(field('API key', editor.configDialog), KEY);
    await hands.choose(field('Region', editor.configDialog), 'Other: self-hosted, emulator…');
    await hands.type(field('Address', editor.configDialog), emulator.url);
  });

  it('checks the key, and has the account chosen once it is added', async () => {
    const { host } = new URL(emulator.url);
    await hands.click(button('Check', editor.configDialog));
    await editor.configDialog.getByText(`This key works at ${host}.`).waitFor();
    await hands.look('checked');
    await hands.done(editor.configDialog);
    assert.equal(await field('Account').locator('option:checked').textContent(), host);
  });

  it('finds a voice by its language, and hears it at once', async () => {
    await hands.type(field('Voice'), 'german fem');
    await editor.page.getByRole('option', { name: /Viktoria/ }).waitFor();
    assert.equal(await field('Voice').getAttribute('aria-invalid'), 'false');
    await hands.look('voices');
    await hands.click(editor.page.getByRole('option', { name: /Viktoria/ }));
    assert.equal(await field('Voice').inputValue(), 'aura-2-viktoria-de');
    await hands.click(button('Listen'));
    await editor.page.waitForFunction('window.players[0]?.currentTime > 0.1');
    assert.ok((await editor.page.evaluate<number>(LOUDEST)) > 0.05);
    await hands.look('heard');
    await hands.done();
    await mark(node('aura-2-viktoria-de')).waitFor({ state: 'hidden' });
  });

  it('has the audio written to a file, and shown', async () => {
    await hands.drag('file', { x: 180, y: 220 });
    await hands.edit(node('write file'));
    await hands.type(inputs().first().locator('input:visible'), file);
    await hands.look('file');
    await hands.done();
    await hands.drag('debug', { x: 180, y: 320 });
  });

  it('wires it, deploys, and presses the button', async () => {
    await hands.connect(node('inject'), node('aura-2'));
    await hands.connect(node('aura-2'), node(file));
    await hands.connect(node(file), node('debug'));
    await hands.deploy();
    await hands.look('deployed');
    await hands.click(node('inject').locator('.red-ui-flow-node-button-button'));
    const status = node('aura-2').locator('.red-ui-flow-node-status-label');
    await status.filter({ hasText: /^spoke \d+(\.\d)? s$/ }).waitFor();
    // Node-RED 5 shows what is debugged from the beginning.
    const debug = editor.page.locator('#red-ui-tab-debug-link-button');
    if (await debug.isVisible()) await hands.click(debug);
    await editor.page.locator('.red-ui-debug-msg', { hasText: /buffer\[\d+\]/ }).waitFor();
    await hands.look('spoken');
  });

  it('has the sentence in the file, as long as it takes to say it, and not silent', async () => {
    const audio = await readFile(file);
    const { codec, seconds } = await probe(audio, 'mp3');
    assert.equal(codec, 'mp3');
    assert.ok(seconds > 2 && seconds < 10, `${seconds} s`);
    const { samples, complaints } = await decode(audio, 'mp3', 16_000);
    assert.equal(complaints, '');
    const loud = new Int16Array(samples.buffer, samples.byteOffset, samples.length / 2).filter(
      (sample) => Math.abs(sample) > 1000,
    );
    assert.ok(loud.length > samples.length / 40, `${loud.length} of ${samples.length / 2} samples`);
    const { body, headers, query } = emulator.requests.at(-1) ?? {};
    assert.equal(JSON.parse(String(body)).text, SENTENCE);
    assert.equal(headers?.authorization, `Token ${KEY}`);
    assert.equal(query?.get('model'), 'aura-2-viktoria-de');
  });

  it('has had little to do', () => {
    console.log(`        ${hands.actions()} actions`);
    assert.ok(hands.actions() < MOST_ACTIONS, `${hands.actions()} actions`);
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
