import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Emulator, startEmulator } from '../emulator/server.js';
import { deployExample, pressButton as press } from './examples/deploy.js';
import { listen } from './examples/listen.js';
import { assertPlays } from './examples/plays.js';
import type { FlowNode, NodeRed } from './helpers/node-red.js';
import { sharedNodeRed } from './helpers/shared.js';

describe('the examples of the Import menu that speak', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50, retries: 100 } }),
    ]);
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  const deploy = (
    file: string,
    changes: Record<string, object> = {},
    tapped: string[] = [],
    more: FlowNode[] = [],
  ) => deployExample(nodeRed, emulator, file, { changes, tapped, more });
  const pressButton = (id: string) => press(nodeRed, id);

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

  it('"Speak in a web page" hands a text in, and has the audio for its job when that was delivered', async () => {
    await deploy('Speak in a web page', {}, ['page-result']);
    const answer = await fetch(`${nodeRed.url}/speak`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        text: 'Later.',
        voice: 'aura-2-thalia-en',
        encoding: 'mp3',
        delivery: 'callback',
      }),
    });
    assert.equal(answer.status, 202);
    const { job, requestId } = (await answer.json()) as { job: string; requestId: string };
    const [delivered] = await nodeRed.until('page-result-sink');
    assert.deepEqual([delivered?._msgid, delivered?.deepgram?.requestId], [job, requestId]);
    const result = await fetch(`${nodeRed.url}/speak/result?job=${job}`);
    assert.equal(result.headers.get('content-type'), 'audio/mpeg');
    await assertPlays(Buffer.from(await result.arrayBuffer()), 'mp3');
    assert.equal((await fetch(`${nodeRed.url}/speak/result?job=another`)).status, 204);
  });

  it('"Speak in a web page" keeps the last 20 results', async () => {
    const more = [
      { ...{ id: 'in', type: 'test-source', z: 'page-tab', x: 0, y: 0 }, wires: [['page-keep', 'kept']] },
      { ...{ id: 'kept', type: 'test-sink', z: 'page-tab', x: 0, y: 0 }, wires: [] },
    ];
    await deploy('Speak in a web page', {}, [], more);
    const results = Array.from({ length: 21 }, (_, index) => ({
      ...{ _msgid: `job${index}`, payload: Buffer.from('audio'), contentType: 'audio/mpeg', deepgram: {} },
    }));
    nodeRed.send('in', ...results);
    await nodeRed.until('kept', results.length);
    const statusOf = async (job: string) => (await fetch(`${nodeRed.url}/speak/result?job=${job}`)).status;
    assert.deepEqual(await Promise.all(['job0', 'job1', 'job20'].map(statusOf)), [204, 200, 200]);
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

    await deploy(file, { 'deepgram-account': { url: emulator.url, retries: 0 } }, templates);
    emulator.fault({ kind: 'status', status: 503 });
    await pressButton('kindly-fine');
    const [busy] = await nodeRed.until('kindly-later-sink');
    assert.match(String(busy?.payload), /try again in a minute/);
  });
});
