import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { type FlowNode, type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { nodeRedUnderTest } from '../helpers/node-red-under-test.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { faintTexts } from './contrast.js';
import { button, endpointNode, speakNode, tabWith } from './flow.js';
import { untranslated } from './untranslated.js';

const HOUSE = 'http://192.168.1.10:1880';
const ITSELF = "Other devices can't reach this address: to each of them it means itself.";
const CONTAINER =
  "This looks like an address inside a container, which other devices can't reach. Enter that of the machine it runs on.";
const CURE = 'Open the account with the pencil, and set its Audio URL, under Advanced.';
const NO_LOGIN =
  "Speakers can't log in, and httpNodeAuth in settings.js makes them. Take it away there, or put a proxy before Node-RED that logs in for /deepgram/audio.";
const SENTENCE = 'The washing machine is done.';

describe('announcements in the dialog of deepgram-speak', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.dialog.getByLabel(label, { exact: true });
  const fold = (name: string) => editor.dialog.locator('summary', { hasText: name });
  const reasons = () => editor.dialog.locator('.deepgram-reason:visible').allTextContents();
  const warnings = () => editor.dialog.locator('.deepgram-warning:visible').allTextContents();
  const mark = () => editor.node('speak').locator('.red-ui-flow-node-error');
  const nothingToDeploy = () => editor.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  const saved = async () => {
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    const node = flows.find(({ id }) => id === 'speak');
    assert.ok(node);
    return node;
  };

  interface Given {
    readonly speak?: Record<string, unknown>;
    readonly account?: Record<string, unknown>;
    readonly at?: NodeRed;
    readonly dark?: boolean;
    /** Without the sidebar, as everybody has it who has no room. */
    readonly narrow?: boolean;
  }

  /** A flow with a button and one node, whose dialog is open. */
  async function given({
    speak = {},
    account = {},
    at = nodeRed,
    dark = false,
    narrow = false,
  }: Given = {}): Promise<void> {
    const nodes = [
      endpointNode('endpoint'),
      { ...button('button', SENTENCE), wires: [['speak']] },
      speakNode('speak', { wires: [['out']], ...speak }),
      { id: 'out', type: 'test-sink', name: 'loudspeaker' },
    ];
    const flow = tabWith(emulator.url, nodes);
    await at.deploy(flow.map((node) => (node.id === 'account' ? { ...node, ...account } : node)));
    editor = await browser.open(at.url, { dark });
    if (narrow) await hideSidebar(editor);
    await editor.edit(editor.node('speak'));
  }

  async function deploy(): Promise<void> {
    await editor.done();
    await editor.deploy();
    await nothingToDeploy();
  }

  before(async () => {
    [nodeRed, emulator, browser] = await Promise.all([
      sharedNodeRed(),
      sharedEmulator(),
      startEditorBrowser(),
    ]);
    emulator.clearFaults();
  });
  after(() => browser.close());
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  it('shows where speakers will fetch the audio, only where the result is a URL', async () => {
    await given({ account: { audioUrl: HOUSE } });
    assert.equal(await field('Fetched at').isVisible(), false);
    await field('Result').selectOption('url');
    assert.equal(await field('Fetched at').textContent(), `${HOUSE}/deepgram/audio/…`);
    await editor.dialog.getByText('kept for an hour, 200 MB of it at most').waitFor();
    assert.deepEqual(await untranslated(editor.dialog), []);
    assert.deepEqual([await reasons(), await warnings()], [[], []]);
    await editor.picture('announce-url');
    await field('Result').selectOption('parts');
    assert.equal(await field('Fetched at').isVisible(), false);
    assert.equal(await editor.dialog.getByText('kept for an hour').isVisible(), false);
  });

  it('shows this machine’s own address where the account says none, and warns where nobody else reaches it', async () => {
    await given({ speak: { result: 'url' } });
    assert.equal(await field('Fetched at').textContent(), `${nodeRed.url}/deepgram/audio/…`);
    assert.deepEqual(await warnings(), [`${ITSELF} ${CURE}`]);
    assert.equal(await mark().isVisible(), false);
    await editor.done();
    await nothingToDeploy();
  });

  it('follows the account, as soon as that is changed', async () => {
    await given({ speak: { result: 'url' }, account: { audioUrl: 'http://172.18.0.2:1880' } });
    assert.deepEqual(await warnings(), [`${CONTAINER} ${CURE}`]);
    await editor.picture('announce-container');
    await editor.editConfig('edit', 'account');
    await editor.configDialog.getByLabel('Audio URL').fill(HOUSE);
    await editor.done(editor.configDialog);
    await field('Fetched at')
      .filter({ hasText: `${HOUSE}/deepgram/audio/…` })
      .waitFor();
    assert.deepEqual(await warnings(), []);
  });

  it('can not know an address from the environment, and is marked with an account whose address is wrong', async () => {
    await given({ speak: { result: 'url' }, account: { audioUrl: '$' + '{AUDIO_URL}' } });
    assert.equal(
      await field('Fetched at').textContent(),
      'known when Node-RED runs: an environment variable',
    );
    assert.deepEqual([await reasons(), await warnings()], [[], []]);
    await browser.closeEditors();
    await given({ speak: { result: 'url' }, account: { audioUrl: 'red.lan' } });
    await mark().waitFor();
    assert.deepEqual(await reasons(), [`The account's audio URL is wrong. ${CURE}`]);
  });

  describe('where Node-RED asks for a login, below a path', () => {
    let guarded: NodeRed;
    before(async () => {
      const login = `{ user: 'me', pass: '$2y$08$00000000000000000000000000000000000000000000000000000' }`;
      guarded = await startNodeRed({ settings: `httpNodeRoot: '/flows', httpNodeAuth: ${login},` });
    });
    after(() => guarded.stop());

    it('warns that speakers can not log in', async () => {
      await given({ speak: { result: 'url' }, account: { audioUrl: HOUSE }, at: guarded });
      assert.equal(await field('Fetched at').textContent(), `${HOUSE}/flows/deepgram/audio/…`);
      assert.deepEqual(await warnings(), [NO_LOGIN]);
      assert.deepEqual(await reasons(), []);
    });
  });

  it('has a URL for what a callback delivers to this Node-RED, and not for what goes elsewhere', async () => {
    await given({
      speak: { delivery: 'callback', endpoint: 'endpoint', result: 'url' },
      account: { audioUrl: HOUSE },
    });
    assert.ok(await field('Fetched at').isVisible());
    assert.equal(await field('Cache').isVisible(), false);
    await field('Deliver to').selectOption('url');
    assert.equal(await field('Result').isVisible(), false);
    assert.equal(await field('Fetched at').isVisible(), false);
    await field('Deliver to').selectOption('endpoint');
    assert.equal(await field('Result').inputValue(), 'url');
    await editor.done();
    await nothingToDeploy();
  });

  it('tells what each cache does, and empties it on the spot', async () => {
    await given();
    const empty = () => editor.dialog.getByRole('button', { name: 'Empty' });
    assert.equal(await empty().isVisible(), false);
    await field('Cache').selectOption('memory');
    await editor.dialog.getByText('Kept until Node-RED ends, 50 MB at most').waitFor();
    await field('Cache').selectOption('disk');
    await editor.dialog.getByText('Kept in the user directory, 200 MB at most').waitFor();
    await deploy();
    await editor.node('button').locator('.red-ui-flow-node-button-button').click();
    await nodeRed.until('out');
    await editor.edit(editor.node('speak'));
    await empty().focus();
    await editor.page.keyboard.press('Enter');
    await editor.dialog.getByText(/^One announcement was forgotten, of [1-9]\d* kB\.$/).waitFor();
    await editor.picture('announce-emptied');
    await empty().click();
    await editor.dialog.getByText('There was nothing in it.').waitFor();
    await field('Cache').selectOption('off');
    assert.equal(await editor.dialog.getByText('There was nothing in it.').isVisible(), false);
    await editor.cancel();
    await editor.node('button').locator('.red-ui-flow-node-button-button').click();
    const [, again] = await nodeRed.until('out', 2);
    assert.equal(again?.deepgram?.cached, undefined, 'it was forgotten');
  });

  it('says so where the cache can not be emptied', async () => {
    await given({ speak: { cache: 'memory' } });
    await editor.page.route('**/deepgram-speak/cache/empty', (route) => route.abort());
    await editor.dialog.getByRole('button', { name: 'Empty' }).click();
    await editor.dialog.getByText('It could not be emptied (0).').waitFor();
    // What a browser tells of a request that failed is meant here.
    await assert.rejects(browser.review(undefined), /ERR_FAILED/);
  });

  it('marks a time limit that is none, and says so on the folded group', async () => {
    await given();
    await fold('More').click();
    for (const wrong of ['0', '-1', 'soon']) {
      await field('Time limit').fill(wrong);
      assert.deepEqual(
        await reasons(),
        ['This must be a number of seconds greater than 0, or blank.'],
        wrong,
      );
      await fold('More').getByText('needs attention').waitFor();
    }
    await field('Time limit').fill('2.5');
    assert.deepEqual(await reasons(), []);
    await fold('More').getByText('1 set').waitFor();
    await deploy();
    assert.equal((await saved()).within, '2.5');
  });

  it('finds again what was saved, and deploys it', async () => {
    await given({ account: { audioUrl: HOUSE } });
    await field('Result').selectOption('url');
    await field('Cache').selectOption('disk');
    await fold('More').click();
    await field('Time limit').fill('5');
    await deploy();
    const { result, cache, within } = await saved();
    assert.deepEqual({ result, cache, within }, { result: 'url', cache: 'disk', within: '5' });
    await editor.edit(editor.node('speak'));
    assert.equal(await field('Result').inputValue(), 'url');
    assert.equal(await field('Cache').inputValue(), 'disk');
    assert.equal(await field('Time limit').inputValue(), '5');
    await editor.done();
    await nothingToDeploy();
  });

  it('leaves a flow of an older version as it is, valid, unless something is changed', async () => {
    await given({ speak: { cache: undefined, within: undefined, result: undefined } });
    assert.equal(await mark().isVisible(), false);
    assert.equal(await field('Result').inputValue(), 'buffer');
    assert.equal(await field('Cache').inputValue(), 'off');
    await editor.done();
    await nothingToDeploy();
    await editor.edit(editor.node('speak'));
    await field('Cache').selectOption('memory');
    await deploy();
    const kept = await saved();
    assert.equal(kept.cache, 'memory');
    assert.ok(!('within' in kept) && !('result' in kept));
  });

  for (const { name, width, dark } of looks()) {
    it(`fits and can be read ${name}`, async () => {
      await given({
        speak: { result: 'url', cache: 'disk', within: 'soon' },
        account: { audioUrl: 'http://172.18.0.2:1880/a/long/path/behind/a/proxy/of/the/whole/street' },
        ...{ dark, narrow: width < 1000 },
      });
      await editor.page.setViewportSize({ width, height: 1400 });
      const { x = 0, width: room = 0 } = (await editor.dialog.boundingBox()) ?? {};
      for (const shown of await editor.dialog.locator('.form-row > *:visible, .deepgram-beside > *').all()) {
        const box = await shown.boundingBox();
        if (box) assert.ok(box.x >= x && box.x + box.width <= x + room, await shown.innerHTML());
      }
      const texts = 'label, output, .deepgram-hint, .deepgram-reason, .deepgram-warning';
      assert.deepEqual(await faintTexts(editor.dialog.locator(texts), 4.5), []);
      await editor.picture(`announce-${name}`);
    });
  }
});

/** Node-RED remembers it for the next page. */
async function hideSidebar({ page }: Editor): Promise<void> {
  const sidebar = page.locator('#red-ui-sidebar');
  if (await sidebar.isVisible()) await page.keyboard.press('Control+Space');
  await sidebar.waitFor({ state: 'hidden' });
}

function looks() {
  const light = [
    { name: 'at 1280 pixels', width: 1280, dark: false },
    { name: 'on a narrow screen', width: 500, dark: false },
  ];
  const dark = { name: 'in the dark', width: 1280, dark: true };
  return nodeRedUnderTest().major === '5' ? [...light, dark] : light;
}
