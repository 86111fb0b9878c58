import assert from 'node:assert/strict';
import { on, once } from 'node:events';
import { mkdirSync, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { filesIn } from '../helpers/announce-cache.js';
import { type NodeRed, type Received, startNodeRed } from '../helpers/node-red.js';
import { speakFlow } from '../helpers/speak-flow.js';

const SENTENCES = Array.from({ length: 12 }, (_, number) => `Sentence ${number} of a whole day.`);

describe('the cache of announcements, when Node-RED ends', () => {
  let emulator: Emulator;
  let userDir: string;
  let nodeRed: NodeRed;

  beforeEach(async () => {
    emulator = await startEmulator();
    userDir = await mkdtemp(path.join(tmpdir(), 'node-red-'));
  });
  afterEach(async () => {
    await emulator.close();
    await nodeRed.stop();
    await rm(userDir, { recursive: true, force: true });
  });

  async function start(settings = ''): Promise<void> {
    nodeRed = await startNodeRed({ userDir, settings });
  }

  async function kill(): Promise<void> {
    nodeRed.process.kill('SIGKILL');
    await once(nodeRed.process, 'exit');
  }

  /** Waits for files to come and go where they are written, before they are moved to their places. */
  async function afterChanges(changes: number): Promise<void> {
    const aside = path.join(userDir, 'deepgram-audio-cache', 'tmp');
    mkdirSync(aside, { recursive: true });
    const watcher = watch(aside);
    let seen = 0;
    for await (const _ of on(watcher, 'change')) {
      seen += 1;
      if (seen === changes) break;
    }
    watcher.close();
  }

  /** Says all sentences, and gives what was heard of each. */
  async function sayAll(cache: string): Promise<Received[]> {
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { cache } }));
    nodeRed.send('in', ...SENTENCES.map((payload) => ({ payload, topic: payload })));
    const out = await nodeRed.until('out', SENTENCES.length);
    return SENTENCES.map((text) => out.find(({ topic }) => topic === text) ?? assert.fail(text));
  }

  const audioIn = ({ payload }: Received) => payload as Buffer;
  const empty = () =>
    fetch(`${nodeRed.url}/deepgram-speak/cache/empty`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });

  it('says from disk what it said before, and nothing from memory', async () => {
    await start();
    const before = await sayAll('disk');
    // What was said is written behind the message's back.
    const cache = path.join(userDir, 'deepgram-audio-cache');
    while ((await filesIn(cache, 'index-')).length < SENTENCES.length) await nodeRed.resources();
    await sayAll('memory');
    assert.equal(await nodeRed.stop(), 0);
    await start();
    const asked = emulator.requests.length;
    const after = await sayAll('disk');
    assert.deepEqual(after.map(audioIn), before.map(audioIn));
    assert.ok(after.every(({ deepgram }) => deepgram?.cached === true && deepgram.requests === 0));
    assert.equal(emulator.requests.length, asked);
    await sayAll('memory');
    assert.equal(emulator.requests.length, asked + SENTENCES.length);
  }).timeout(60_000);

  it('never says a damaged sound when it was killed while it wrote', async () => {
    await start();
    const fresh = (await sayAll('off')).map(audioIn);
    let cached = 0;
    for (const changes of [8, 16, 24]) {
      await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { cache: 'disk' } }));
      const written = afterChanges(changes);
      nodeRed.send('in', ...SENTENCES.map((payload) => ({ payload })));
      await written;
      await kill();
      await start();
      const asked = emulator.requests.length;
      const again = await sayAll('disk');
      assert.deepEqual(again.map(audioIn), fresh);
      const known = again.filter(({ deepgram }) => deepgram?.cached === true).length;
      cached += known;
      assert.equal(emulator.requests.length - asked, SENTENCES.length - known, 'one fresh request each');
      const emptied = await empty();
      assert.equal(((await emptied.json()) as { entries: number }).entries, SENTENCES.length);
    }
    assert.ok(cached > 0, 'something had been written');
  }).timeout(120_000);

  it('has the bound that settings.js gives it, and tells the editor', async () => {
    await start('deepgramSpeakCacheMB: 0.04,');
    await sayAll('disk');
    const settings = (await (await fetch(`${nodeRed.url}/settings`)).json()) as Record<string, unknown>;
    assert.equal(settings.deepgramSpeakCacheMB, 0.04);
    const files = await filesIn(path.join(userDir, 'deepgram-audio-cache'), 'content-');
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    assert.ok(
      files.length < SENTENCES.length && bytes <= 0.04 * 1024 * 1024,
      `${files.length}, ${bytes} bytes`,
    );
  });

  it('is emptied by nobody who may only read', async () => {
    const auth = "adminAuth: { type: 'credentials', users: [], default: { permissions: 'read' } },";
    await start(auth);
    const response = await empty();
    assert.equal(response.status, 401);
  });
});
