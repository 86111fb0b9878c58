import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { listen } from './examples/listen.js';
import { EXAMPLES, readExample, wiresOf } from './examples/read.js';
import { decode } from './helpers/ffmpeg.js';
import type { NodeRed } from './helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from './helpers/shared.js';

const FILES = readdirSync(EXAMPLES);
const OURS = '@deepgram-contrib/node-red-deepgram';

describe('the examples of the Import menu', () => {
  let nodeRed: NodeRed;
  let key: string;
  let url: string;
  before(async () => {
    nodeRed = await sharedNodeRed();
    ({ key, url } = await sharedEmulator());
  });

  /** Deploys an example with the emulator's account; what `tapped` nodes send reaches a sink of their name. */
  async function deploy(file: string, changes: Record<string, object> = {}, tapped: string[] = []) {
    const flow = readExample(`${file}.json`).map((node) => ({
      ...node,
      ...(node.type === 'deepgram-config' && { url, credentials: { apiKey: key } }),
      ...changes[node.id],
      ...(tapped.includes(node.id) && { wires: [[...wiresOf(node).flat(), `${node.id}-sink`]] }),
    }));
    const z = flow.find(({ type }) => type === 'tab')?.id;
    const sinks = tapped.map((id) => ({ id: `${id}-sink`, type: 'test-sink', z, x: 0, y: 0, wires: [] }));
    await nodeRed.deploy([...flow, ...sinks]);
  }

  async function pressButton(id: string): Promise<void> {
    const answer = await fetch(`${nodeRed.url}/inject/${id}`, { method: 'POST' });
    assert.equal(answer.status, 200);
  }

  for (const file of FILES) {
    it(`${file} is a flow with a comment, of core nodes and ours, without a key`, async () => {
      const flow = readExample(file);
      const types = await typesOf(nodeRed);
      for (const { type } of flow) {
        assert.ok(type === 'tab' || ['node-red', OURS].includes(types.get(type) ?? ''), type);
      }
      assert.ok(flow.some(({ type, info }) => type === 'comment' && String(info).includes('API key')));
      assert.ok(flow.some(({ type }) => type === 'deepgram-config'));
      assert.doesNotMatch(JSON.stringify(flow), /credentials|apiKey/);
    });

    it(`${file} has its nodes on its tab, each wire to the right`, () => {
      const flow = readExample(file);
      const [tab] = flow;
      assert.equal(tab?.type, 'tab');
      assert.equal(`${tab?.label}.json`, file);
      for (const node of flow.filter(({ wires }) => wires !== undefined)) {
        assert.equal(node.z, tab?.id, node.id);
        for (const target of wiresOf(node).flat()) {
          const next = flow.find(({ id }) => id === target);
          assert.ok(Number(next?.x) > Number(node.x), `${node.id} -> ${target}`);
        }
      }
    });

    it(`${file} deploys without a complaint`, async () => {
      const before = nodeRed.log().length;
      await deploy(path.parse(file).name);
      assert.doesNotMatch(nodeRed.log().slice(before), /\[(warn|error|fatal)\]/);
    });
  }

  it('"Say a sentence" writes a file that plays', async () => {
    const filename = path.join(nodeRed.userDir, 'sentence.mp3');
    await deploy('Say a sentence', { 'sentence-file': { filename } }, ['sentence-file']);
    await pressButton('sentence-text');
    await nodeRed.until('sentence-file-sink');
    await assertPlays(await readFile(filename), 'mp3');
  });

  it('"Speak in a web page" speaks at start, serves the page, and answers it with audio', async () => {
    await deploy('Speak in a web page', {}, ['page-hello']);
    const [hello] = await nodeRed.until('page-hello-sink');
    await assertPlays(hello?.payload, 'mp3');
    const page = await fetch(`${nodeRed.url}/speak`);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    const answer = await fetch(`${nodeRed.url}/speak`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'Hello.', voice: 'flux-alexis-en', encoding: 'flac' }),
    });
    assert.equal(answer.headers.get('content-type'), 'audio/flac');
    await assertPlays(Buffer.from(await answer.arrayBuffer()), 'flac');
  });

  it('"Stream audio as it arrives" sends bare samples over a WebSocket, then words', async () => {
    await deploy('Stream audio as it arrives');
    const spoken = await listen(nodeRed.url, 'Hello. This comes in pieces.');
    assert.match(spoken.words, /^[\d.]+ s of speech, the first of it after \d+ ms$/);
    assert.ok(spoken.pieces.length > 1);
    for (const piece of spoken.pieces) assert.equal(piece.length % 2, 0, 'no sample is cut');
    const seconds = Buffer.concat(spoken.pieces).length / 2 / 24_000;
    assert.ok(Math.abs(seconds - Number.parseFloat(spoken.words)) < 0.06, `${seconds} s`);

    const failed = await listen(nodeRed.url, '   ');
    assert.deepEqual(failed, { pieces: [], words: 'There is no text in msg.payload. (BAD_REQUEST)' });
  });

  it('"Announce an error kindly" says what is to be done about each kind of error', async () => {
    const emulator = await sharedEmulator();
    const templates = ['kindly-account', 'kindly-later', 'kindly-message'];
    const file = 'Announce an error kindly';
    await deploy(file, {}, [...templates, 'kindly-speak']);
    await pressButton('kindly-fine');
    const [spoken] = await nodeRed.until('kindly-speak-sink');
    await assertPlays(spoken?.payload, 'mp3');

    await pressButton('kindly-nothing');
    await pressButton('kindly-hurry');
    const [nothing, hurry] = await nodeRed.until('kindly-message-sink', 2);
    assert.equal(nothing?.payload, 'This can’t be announced: There is no text in msg.payload.');
    assert.match(String(hurry?.payload), /speed must be a number from 0.7 to 1.5, not 9/);

    emulator.fault({ kind: 'status', status: 402 });
    await pressButton('kindly-fine');
    const [noCredit] = await nodeRed.until('kindly-account-sink');
    assert.match(String(noCredit?.payload), /until somebody looks after the Deepgram account/);

    await deploy(file, { 'deepgram-account': { url, retries: 0 } }, templates);
    emulator.fault({ kind: 'status', status: 503 });
    await pressButton('kindly-fine');
    const [busy] = await nodeRed.until('kindly-later-sink');
    assert.match(String(busy?.payload), /try again in a minute/);
  });
});

/** The package that each type of node comes from. */
async function typesOf({ url }: NodeRed): Promise<Map<string, string>> {
  const answer = await fetch(`${url}/nodes`, { headers: { accept: 'application/json' } });
  const sets = (await answer.json()) as { module: string; types: string[] }[];
  return new Map(sets.flatMap(({ module, types }) => types.map((type) => [type, module])));
}

async function assertPlays(audio: unknown, extension: string): Promise<void> {
  assert.ok(Buffer.isBuffer(audio));
  const { samples, complaints } = await decode(audio, extension, 8000);
  assert.equal(complaints, '');
  assert.ok(samples.length > 4000);
}
