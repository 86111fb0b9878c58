import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { speakNode, tabWith } from './flow.js';
import { LOUDEST, WATCH } from './heard.js';
import { untranslated } from './untranslated.js';

const IN_SUBFLOW = { z: 'subflow', x: 320, wires: [[]] };
/** Whose account is a variable: one that the subflow has a value for, one that only an instance has, and one without. */
const SUBFLOW = [
  {
    ...{ id: 'subflow', type: 'subflow', name: 'Say', info: '', in: [], out: [] },
    env: ['TOLD', 'INSTANCE', 'LATER'].map((name) => ({
      ...{ name, type: 'deepgram-config', ui: { type: 'conf-types' } },
      value: name === 'TOLD' ? 'account' : '',
    })),
  },
  speakNode('of-subflow', { ...IN_SUBFLOW, y: 80, account: '$' + '{TOLD}' }),
  speakNode('of-instance', { ...IN_SUBFLOW, y: 140, account: '$' + '{INSTANCE}' }),
  speakNode('of-nobody', { ...IN_SUBFLOW, y: 200, account: '$' + '{LATER}' }),
  {
    ...{ id: 'instance', type: 'subflow:subflow', name: '', z: 'tab', x: 320, y: 400, wires: [] },
    env: [{ name: 'INSTANCE', type: 'deepgram-config', value: 'account' }],
  },
];

describe('hearing a voice in the dialogs that speak', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.dialog.getByLabel(label, { exact: true });
  const button = (name: string) => editor.dialog.getByRole('button', { name, exact: true });
  const told = (words: string | RegExp) =>
    editor.dialog.locator('#deepgram-sample-state').filter({ hasText: words }).waitFor();
  const players = () => editor.page.evaluate<number>('window.players.length');
  const asked = () => emulator.requests.length;

  /** Waits until the so many-th player really plays. */
  async function untilHeard(count: number): Promise<void> {
    await editor.page.waitForFunction(`window.players[${count - 1}]?.currentTime > 0.1`);
    await button('Stop').waitFor();
  }

  async function untilSilent(): Promise<void> {
    await editor.page.waitForFunction(
      'window.players.every(({ paused }) => paused) && window.inMemory === 0',
    );
    await button('Listen').waitFor();
  }

  before(async () => {
    [nodeRed, emulator, browser] = await Promise.all([
      sharedNodeRed(),
      sharedEmulator(),
      startEditorBrowser(),
    ]);
    emulator.clearFaults();
    const stream = { type: 'deepgram-speak-stream', params: { encoding: 'linear16', sample_rate: 24000 } };
    const flow = tabWith(emulator.url, [speakNode('speak'), speakNode('stream', stream)]);
    const [account] = flow.filter(({ id }) => id === 'account');
    assert.ok(account);
    const stranger = { ...account, id: 'stranger', name: 'wrong key', credentials: { apiKey: 'wrong' } };
    await nodeRed.deploy([...flow, stranger, ...SUBFLOW]);
    editor = await browser.open(nodeRed.url);
    await editor.page.evaluate(WATCH);
  });
  after(() => browser.close());
  beforeEach(() => emulator.clearFaults());
  afterEach(async function () {
    await browser.review(this.currentTest);
  });

  it('is one press away: a sentence is spoken with the settings as they are, and can be heard', async () => {
    await editor.edit(editor.node('speak'));
    await field('Voice').fill('aura-2-viktoria-de');
    await field('Voice').press('Tab');
    assert.deepEqual(await untranslated(editor.dialog), []);
    await button('Listen').click();
    await untilHeard(1);
    await told('Playing.');
    await editor.picture('sample-playing');
    assert.ok((await editor.page.evaluate<number>(LOUDEST)) > 0.05);
    const { path, query, body } = emulator.requests.at(-1) ?? {};
    assert.deepEqual([path, query?.get('model')], ['/v1/speak', 'aura-2-viktoria-de']);
    assert.match(JSON.parse(String(body)).text, /^Hallo/);
  });

  it('is silent at once when stopped, and is heard again, to its end, without asking once more', async () => {
    const before = asked();
    await button('Stop').press('Space');
    await untilSilent();
    await button('Listen').press('Enter');
    await untilHeard(2);
    await editor.page.evaluate('window.players.at(-1).playbackRate = 8');
    await untilSilent();
    assert.equal(await editor.dialog.locator('#deepgram-sample-state').textContent(), '');
    assert.equal(asked(), before);
  });

  it('ends when another voice is chosen, or another format, and is heard in each of them', async () => {
    let count = await players();
    await button('Listen').click();
    await untilHeard(++count);
    await field('Voice').fill('flux-kit-en');
    await field('Voice').press('Tab');
    await untilSilent();
    for (const encoding of ['linear16', 'mulaw', 'alaw', 'opus', 'flac', 'aac', 'mp3']) {
      await field('Format').selectOption(encoding);
      await untilSilent();
      await button('Listen').click();
      await untilHeard(++count);
      const { path, query } = emulator.requests.at(-1) ?? {};
      assert.equal(path, '/v2/speak');
      assert.equal(query?.get('encoding'), encoding);
    }
    await field('Format').selectOption('opus');
    await untilSilent();
  });

  it('is stopped while it is still on its way', async () => {
    const count = await players();
    const { reached } = emulator.fault({ kind: 'hold' });
    await button('Listen').click();
    await reached;
    await told('Speaking a sentence…');
    const aborted = emulator.waitForAbort((request) => request === emulator.requests.at(-1));
    await button('Stop').click();
    await aborted;
    await untilSilent();
    assert.equal(await players(), count);
  });

  it('is the catalog’s own where the account is in the way, and says so', async () => {
    const count = await players();
    const catalog = editor.page.waitForResponse(/deepgram-config\/catalog/);
    await field('Account').selectOption('stranger');
    await catalog;
    await button('Listen').click();
    await untilHeard(count + 1);
    await told(
      /^Deepgram's own sample of this voice, not with your settings\. Deepgram does not accept the key/,
    );
    await editor.picture('sample-of-catalog');
    const source = await editor.page.evaluate<string>('window.players.at(-1).src');
    assert.ok(source.startsWith(emulator.url) && source.includes('flux-kit-en'), source);
    await field('Account').selectOption('account');
    await untilSilent();
    assert.equal(await editor.dialog.locator('#deepgram-sample-state').textContent(), '');
  });

  it('says why it can not be heard, by the account and by the settings', async () => {
    await field('Voice').fill('flux-nobody-en');
    await field('Voice').press('Tab');
    await field('Account').selectOption('stranger');
    await button('Listen').click();
    await told(/^Deepgram does not accept the key/);
    await editor.picture('sample-refused');
    await field('Account').selectOption('_ADD_');
    await button('Listen').click();
    await told(/^No account is chosen/);
    await field('Account').selectOption('account');
    await editor.dialog.locator('summary', { hasText: 'More' }).click();
    await field('Speed').fill('9');
    const before = asked();
    await button('Listen').click();
    await told('speed must be a number from 0.5 to 1.5, not 9.');
    assert.equal(asked(), before);
    await field('Speed').fill('');
    await field('Voice').fill('aura-2-ama-ja');
    await field('Voice').press('Tab');
  });

  it('says so where the server sends what no browser plays', async () => {
    emulator.fault({ kind: 'huge', bytes: 2000 });
    await button('Listen').click();
    await told("This browser can't play it.");
    await button('Listen').waitFor();
  });

  it('takes one more press where the browser does not let it begin, and no more asking', async () => {
    const count = await players();
    await editor.page.evaluate(`(() => {
      const { play } = HTMLMediaElement.prototype;
      HTMLMediaElement.prototype.play = () => {
        HTMLMediaElement.prototype.play = play;
        return Promise.reject(new DOMException('a gesture is needed', 'NotAllowedError'));
      };
    })()`);
    await field('Format').selectOption('mp3');
    await button('Listen').click();
    await told('Press once more to hear it.');
    const before = asked();
    await button('Listen').click();
    await untilHeard(count + 1);
    assert.equal(asked(), before);
    await button('Stop').click();
    await untilSilent();
  });

  it('is not for those who may only look', async () => {
    await field('Voice').fill('flux-nobody-en');
    await field('Voice').press('Tab');
    const before = asked();
    const permissions = 'RED.user.hasPermission';
    await editor.page.evaluate(
      `window.whole = ${permissions}; ${permissions} = (what) => what.endsWith('.read')`,
    );
    await button('Listen').click();
    await told('You may look at flows, but not have anything spoken.');
    await editor.page.evaluate(`${permissions} = window.whole; undefined`);
    // Nothing was sent, of which a browser would write the refusal to its console.
    await browser.review(undefined);
    assert.equal(asked(), before);
    // Whose login has ended meanwhile hears it from Node-RED.
    await field('Voice').fill('flux-no-one-en');
    await field('Voice').press('Tab');
    await editor.page.route('**/deepgram-speak/sample', (route) => route.fulfill({ status: 401 }));
    await button('Listen').click();
    await told('You may look at flows, but not have anything spoken.');
    await editor.page.unroute('**/deepgram-speak/sample');
    // What a browser tells of a request that was refused is meant here.
    await assert.rejects(browser.review(undefined), /401/);
    await field('Voice').fill('aura-2-ama-ja');
    await field('Voice').press('Tab');
  });

  it('is heard as MP3 where the browser can not play the format, and says so', async () => {
    const count = await players();
    await editor.page.evaluate("HTMLMediaElement.prototype.canPlayType = () => ''");
    await field('Format').selectOption('flac');
    await button('Listen').click();
    await untilHeard(count + 1);
    await told("As MP3: this browser can't play FLAC (lossless).");
    assert.equal(emulator.requests.at(-1)?.query.get('encoding'), 'mp3');
  });

  it('ends by itself while the dialog of the account is before the one of the node', async () => {
    const count = await players();
    await field('Format').selectOption('mp3');
    await button('Listen').click();
    await untilHeard(count + 1);
    await editor.editConfig('edit', 'account');
    await editor.page.evaluate('window.players.at(-1).playbackRate = 8');
    await editor.page.waitForFunction(
      'window.players.every(({ paused }) => paused) && window.inMemory === 0',
    );
    await editor.cancel(editor.configDialog);
    await button('Listen').waitFor();
  });

  it('is not offered where the voice comes with the message, and ends with the dialog', async () => {
    await editor.cancel();
    await editor.page.waitForFunction(
      'window.players.every(({ paused }) => paused) && window.inMemory === 0',
    );
    await editor.edit(editor.node('speak'));
    assert.ok(await button('Listen').isVisible());
    await editor.page.evaluate("$('#node-input-model').typedInput('type', 'msg')");
    assert.equal(await button('Listen').isVisible(), false);
    await editor.cancel();
  });

  it('is there for a stream as well: its bare samples are heard from a WAV file', async () => {
    const count = await players();
    await editor.edit(editor.node('stream'));
    await button('Listen').click();
    await untilHeard(count + 1);
    await editor.picture('sample-stream');
    assert.ok((await editor.page.evaluate<number>(LOUDEST)) > 0.05);
    const { path, query } = emulator.requests.at(-1) ?? {};
    assert.equal(path, '/v1/speak');
    assert.deepEqual(
      ['encoding', 'sample_rate', 'container'].map((name) => query?.get(name)),
      ['linear16', '24000', 'wav'],
    );
    await editor.done();
    await editor.page.waitForFunction(
      'window.players.every(({ paused }) => paused) && window.inMemory === 0',
    );
    await editor.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  });

  it('goes by the account that a variable of a subflow has, and is not offered where that is not known', async () => {
    let count = await players();
    const catalogs: unknown[] = [];
    editor.page.on('request', (request) => {
      if (request.url().includes('deepgram-config/catalog')) catalogs.push(request.postDataJSON());
    });
    await editor.page.evaluate("RED.workspaces.show('subflow')");
    for (const node of ['of-subflow', 'of-instance']) {
      await editor.edit(editor.node(node));
      await button('Listen').click();
      await untilHeard(++count);
      await editor.picture(`sample-${node}`);
      await editor.cancel();
    }
    assert.deepEqual(catalogs, [{ id: 'account' }, { id: 'account' }]);
    await editor.edit(editor.node('of-nobody'));
    assert.equal(await editor.dialog.locator('#node-input-account').inputValue(), '$' + '{LATER}');
    assert.equal(await button('Listen').isVisible(), false);
    await field('Voice').click();
    await editor.page.locator('.deepgram-suggestions [role="option"]').first().waitFor();
    assert.equal(catalogs.length, 2);
    await editor.cancel();
    await editor.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  });
});
