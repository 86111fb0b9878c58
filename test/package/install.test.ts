import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { complaintsIn } from '../fixtures/complaints.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { closedPort } from '../helpers/closed-port.js';
import { decode } from '../helpers/ffmpeg.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { say } from '../helpers/recordings.js';
import { ROOT } from '../helpers/root.js';
import { sharedEmulator } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';
import { transcribeFlow } from '../helpers/transcribe-flow.js';
import { MANIFEST } from './manifest.js';
import { pack } from './pack.js';
import { withVersion } from './tarball-version.js';

const NAME = MANIFEST.name;
const TYPES = Object.keys(MANIFEST['node-red'].nodes);
const LOCALES = readdirSync(path.join(ROOT, 'nodes/locales'));
const NEXT = MANIFEST.version.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));

/** As settings.js comes, but for the registry, which is asked only for what npm does not have in its cache. */
const SETTINGS = 'externalModules: { palette: { allowInstall: true } },';
const ENV = { npm_config_prefer_offline: 'true' };

/** What is asked of Node-RED is what its palette manager asks. One story, told in order. */
describe('installed from the palette manager, without a restart', function () {
  this.timeout(180_000);
  let userDir: string;
  let tarball: Buffer;
  let nodeRed: NodeRed;
  let browser: EditorBrowser;
  let editor: Editor;

  before(async () => {
    userDir = await mkdtemp(path.join(tmpdir(), 'user-dir-'));
    const { name } = await pack(userDir);
    tarball = await readFile(path.join(userDir, name));
    [nodeRed, browser] = await Promise.all([start(), startEditorBrowser()]);
    editor = await browser.open(nodeRed.url);
  });
  after(async () => {
    await Promise.all([browser?.close(), nodeRed?.stop()]);
    await rm(userDir, { recursive: true, force: true });
  });
  afterEach(async function () {
    await browser.review(this.currentTest);
    assert.deepEqual(complaintsIn(nodeRed.log()), [], 'nothing is complained of in the log');
  });

  const start = () => startNodeRed({ userDir, nodesDir: [], settings: SETTINGS, env: ENV });

  async function get(address: string, headers: Record<string, string> = {}): Promise<Response> {
    const answer = await fetch(`${nodeRed.url}${address}`, { headers });
    assert.equal(answer.status, 200, address);
    return answer;
  }

  async function install(module: Buffer): Promise<{ status: number; answer: Record<string, unknown> }> {
    const form = new FormData();
    form.append('tarball', new Blob([new Uint8Array(module)]), 'package.tgz');
    const answer = await fetch(`${nodeRed.url}/nodes`, { method: 'POST', body: form });
    return { status: answer.status, answer: (await answer.json()) as Record<string, unknown> };
  }

  const remove = () => fetch(`${nodeRed.url}/nodes/${NAME}`, { method: 'DELETE' });

  /** Our nodes as Node-RED lists them. */
  async function listed(): Promise<Record<string, unknown>[]> {
    const sets = (await (await get('/nodes', { accept: 'application/json' })).json()) as typeof ours;
    const ours: Record<string, unknown>[] = sets.filter(({ module }) => module === NAME);
    return ours.map(({ name, types, enabled, err, version }) => ({ name, types, enabled, err, version }));
  }

  const allOf = (version: string) =>
    TYPES.map((name) => ({ name, types: [name], enabled: true, err: undefined, version }));

  const inPalette = () => editor.page.locator('.red-ui-palette-node[data-palette-type^="deepgram-"]');

  async function assertSpeaks(): Promise<void> {
    const { url } = await sharedEmulator();
    await nodeRed.deploy(speakFlow({ url }));
    nodeRed.send('in', { payload: 'Hello from a fresh installation.' });
    const [spoken] = await nodeRed.until('out');
    assert.ok(Buffer.isBuffer(spoken?.payload));
    const { complaints } = await decode(spoken.payload, 'mp3', 22_050);
    assert.equal(complaints, '');
  }

  it('is installed from its tarball, and all its nodes are enabled', async () => {
    const { status, answer } = await install(tarball);
    assert.deepEqual([status, answer.name, answer.version], [200, NAME, MANIFEST.version]);
    assert.deepEqual(await listed(), allOf(MANIFEST.version));
  });

  it('is in the palette of an editor that was open all the time, with its icons', async () => {
    const nodes = TYPES.filter((type) => !/-(config|endpoint)$/.test(type));
    await editor.page.locator('#red-ui-palette-deepgram').waitFor();
    await inPalette()
      .nth(nodes.length - 1)
      .waitFor();
    const there = await inPalette().evaluateAll((all) => all.map(({ dataset }) => dataset.paletteType));
    assert.deepEqual(there.sort(), nodes.sort());
    await editor.picture('palette');
  });

  it('gives the editor its icons, its modules and its examples', async () => {
    for (const file of readdirSync(path.join(ROOT, 'icons'))) {
      const icon = await get(`/icons/${NAME}/${file}`);
      assert.match(icon.headers.get('content-type') ?? '', /^image\/svg/);
    }
    for (const type of TYPES) {
      const module = await get(`/resources/${NAME}/nodes/${type}.editor.js`);
      assert.match(module.headers.get('content-type') ?? '', /javascript/);
    }
    const list = await (await get(`/library/examples/flows/${NAME}`)).text();
    for (const file of readdirSync(path.join(ROOT, 'examples'))) {
      const { name } = path.parse(file);
      assert.ok(list.includes(`"${name}"`), name);
      const example = await get(`/library/examples/flows/${NAME}/${encodeURIComponent(name)}`);
      assert.match(await example.text(), /deepgram-/);
    }
  });

  for (const locale of LOCALES) {
    it(`gives the editor its texts and its help in ${locale}`, async () => {
      const folder = path.join(userDir, 'node_modules', NAME, 'dist/nodes/locales', locale);
      const catalogs = (await (await get(`/nodes/messages?lng=${locale}`)).json()) as Record<string, unknown>;
      const html = await (await get('/nodes', { accept: 'text/html', 'accept-language': locale })).text();
      for (const type of TYPES) {
        const [texts, help] = ['json', 'html'].map((end) => path.join(folder, `${type}.${end}`));
        if (texts && existsSync(texts))
          assert.deepEqual(catalogs[`${NAME}/${type}`], JSON.parse(readFileSync(texts, 'utf8')), type);
        if (help && existsSync(help)) assert.ok(html.includes(readFileSync(help, 'utf8').trim()), type);
      }
    });
  }

  it('speaks', () => assertSpeaks());

  it('transcribes, and makes captions of it', async () => {
    const emulator = await sharedEmulator();
    const payload = await say(emulator, 'A fresh installation has ears.');
    await nodeRed.deploy(transcribeFlow({ url: emulator.url, transcribe: { result: 'srt' } }));
    nodeRed.send('in', { payload });
    const [heard] = await nodeRed.until('out');
    assert.match(String(heard?.payload), /^1\n00:00:00,.*\nA fresh installation has ears\.\n$/);
  });

  it('is not removed while a flow uses it, and the flow goes on', async () => {
    await assertSpeaks();
    const refused = await remove();
    assert.equal(refused.status, 400);
    assert.equal(((await refused.json()) as { code: string }).code, 'type_in_use');
    nodeRed.send('in', { payload: 'Still here.' });
    await nodeRed.until('out', 2);
  });

  it('is removed, and leaves nothing that fails', async () => {
    await nodeRed.deploy([]);
    assert.equal((await remove()).status, 204);
    assert.deepEqual(await listed(), []);
    await inPalette().first().waitFor({ state: 'detached' });
    const pages = [`/icons/${NAME}/deepgram-speak.svg`, `/resources/${NAME}/nodes/deepgram-speak.editor.js`];
    for (const address of [...pages, '/deepgram/audio/none.mp3']) {
      const { status } = await fetch(`${nodeRed.url}${address}`);
      assert.ok(status < 500, `${address}: ${status}`);
    }
    // Express can't take a route away: an editor that was open all the time may still ask.
    const account = { url: `http://127.0.0.1:${await closedPort()}`, auth: 'key', apiKey: 'k', retries: 0 };
    const ask = async (address: string, asked: object) => {
      const headers = { 'content-type': 'application/json' };
      const sent = { method: 'POST', headers, body: JSON.stringify(asked) };
      return (await fetch(`${nodeRed.url}/${address}`, sent)).status;
    };
    for (const [address, asked] of [
      ['deepgram-config/check', account],
      ['deepgram-config/catalog', { id: 'gone' }],
      ['deepgram-config/catalog/typed', account],
      ['deepgram-speak/sample', { account, model: 'aura-2-thalia-en', params: {} }],
    ] as const) {
      const status = await ask(address, asked);
      assert.ok(status !== 404 && status !== 500, `${address}: ${status}`);
    }
    // The library that empties the disk is loaded when it is needed, and gone by now: the answer says so.
    assert.equal(await ask('deepgram-speak/cache/empty', {}), 500);
  });

  it('is installed a second time, and speaks', async () => {
    assert.equal((await install(tarball)).status, 200);
    assert.deepEqual(await listed(), allOf(MANIFEST.version));
    await inPalette().first().waitFor();
    await assertSpeaks();
  });

  it('is updated while a flow uses it, which goes on until the restart that Node-RED asks for', async () => {
    const { status, answer } = await install(withVersion(tarball, NEXT));
    assert.deepEqual([status, answer.pending_version], [200, NEXT]);
    nodeRed.send('in', { payload: 'Still the old one.' });
    await nodeRed.until('out', 2);
    // An editor that stays open would complain that nobody answers.
    await editor.page.context().close();
    await nodeRed.stop();
    nodeRed = await start();
    assert.deepEqual(await listed(), allOf(NEXT));
    nodeRed.send('in', { payload: 'The new one.' });
    await nodeRed.until('out');
  });
});
