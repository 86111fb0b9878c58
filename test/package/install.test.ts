import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode } from '../helpers/ffmpeg.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { say } from '../helpers/recordings.js';
import { sharedEmulator } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';
import { transcribeFlow } from '../helpers/transcribe-flow.js';
import { MANIFEST } from './manifest.js';
import { npm, pack } from './pack.js';

const NAME = MANIFEST.name;

/** What Node-RED itself warns of with the settings of the tests. */
const WARNINGS_OF_NODE_RED = [/Projects disabled/, /Encrypted credentials not found/];

describe('installed from the tarball into a fresh user directory', () => {
  let userDir: string;
  let nodeRed: NodeRed;
  before(async function () {
    this.timeout(180_000);
    userDir = await mkdtemp(path.join(tmpdir(), 'user-dir-'));
    await writeFile(path.join(userDir, 'package.json'), '{ "name": "user-dir", "private": true }');
    const { name } = await pack(userDir);
    const options = ['--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'];
    await npm(['install', `./${name}`, ...options], userDir);
    nodeRed = await startNodeRed({ userDir, nodesDir: [] });
  });
  after(async () => {
    await nodeRed?.stop();
    await rm(userDir, { recursive: true, force: true });
  });

  const get = async (address: string, accept = '*/*') => {
    const answer = await fetch(`${nodeRed.url}${address}`, { headers: { accept } });
    assert.equal(answer.status, 200, address);
    return answer;
  };

  it('loads without a warning', () => {
    const warnings = nodeRed
      .log()
      .split('\n')
      .filter((line) => /\[(warn|error|fatal)\]/.test(line))
      .filter((line) => !WARNINGS_OF_NODE_RED.some((known) => known.test(line)));
    assert.deepEqual(warnings, []);
  });

  it('has all its nodes enabled', async () => {
    const sets = (await (await get('/nodes', 'application/json')).json()) as Record<string, unknown>[];
    const ours = sets.filter(({ module }) => module === NAME);
    assert.deepEqual(
      ours.map(({ name, types, enabled, err, version }) => ({ name, types, enabled, err, version })),
      Object.keys(MANIFEST['node-red'].nodes).map((name) => ({
        ...{ name, types: [name], enabled: true, err: undefined, version: MANIFEST.version },
      })),
    );
  });

  it('gives the editor its icon, its texts, its help, its modules and its examples', async () => {
    const icon = await get(`/icons/${NAME}/deepgram-speak.svg`);
    assert.match(icon.headers.get('content-type') ?? '', /^image\/svg/);

    const catalogs = (await (await get('/nodes/messages?lng=en-US')).json()) as Record<string, object>;
    const html = await (await get('/nodes', 'text/html')).text();
    for (const type of Object.keys(MANIFEST['node-red'].nodes)) {
      assert.ok(catalogs[`${NAME}/${type}`], type);
      assert.match(html, new RegExp(`data-help-name="${type}"`));
      const module = await get(`/resources/${NAME}/nodes/${type}.editor.js`);
      assert.match(module.headers.get('content-type') ?? '', /javascript/);
    }

    const list = await (await get(`/library/examples/flows/${NAME}`)).text();
    assert.match(list, /Say a sentence/);
    const example = await get(`/library/examples/flows/${NAME}/Say a sentence`);
    assert.match(await example.text(), /deepgram-speak/);
  });

  it('speaks', async () => {
    const emulator = await sharedEmulator();
    await nodeRed.deploy(speakFlow({ url: emulator.url }));
    nodeRed.send('in', { payload: 'Hello from a fresh installation.' });
    const [spoken] = await nodeRed.until('out');
    assert.ok(Buffer.isBuffer(spoken?.payload));
    const { complaints } = await decode(spoken.payload, 'mp3', 22_050);
    assert.equal(complaints, '');
  });

  it('transcribes, and makes captions of it', async () => {
    const emulator = await sharedEmulator();
    const payload = await say(emulator, 'A fresh installation has ears.');
    await nodeRed.deploy(transcribeFlow({ url: emulator.url, transcribe: { result: 'srt' } }));
    nodeRed.send('in', { payload });
    const [heard] = await nodeRed.until('out');
    assert.match(String(heard?.payload), /^1\n00:00:00,.*\nA fresh installation has ears\.\n$/);
  });
});
