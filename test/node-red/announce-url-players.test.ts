import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import type { Emulator } from '../../emulator/server.js';
import { type NodeRed, type Received, startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';

const RATE = 22_050;

/** Bare samples of what ffmpeg reads at a URL. */
async function played(url: string): Promise<Buffer> {
  const output = ['-f', 's16le', '-ac', '1', '-ar', String(RATE), '-'];
  const { stdout, stderr } = await promisify(execFile)(ffmpeg.path, ['-v', 'error', '-i', url, ...output], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
  });
  assert.equal(stderr.toString(), '');
  return stdout;
}

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('an announcement’s URL, and who plays it', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    emulator.clearFaults();
  });

  async function said(payload: string, params: Record<string, unknown>): Promise<Received & { url: string }> {
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { result: 'url', params } }));
    nodeRed.send('in', { payload });
    const [message] = await nodeRed.until('out');
    assert.ok(message);
    return { ...message, url: String(message.url) };
  }

  for (const params of [
    { encoding: 'mp3' },
    { encoding: 'linear16', sample_rate: 24000 },
    { encoding: 'opus' },
    { encoding: 'flac' },
    { encoding: 'aac' },
  ]) {
    it(`ffmpeg reads ${params.encoding} over http, from its beginning to its end`, async () => {
      const { url, deepgram } = await said('The washing machine is done.', params);
      const samples = await played(url);
      const seconds = samples.length / 2 / RATE;
      assert.ok(seconds > 0.8, `${seconds} s`);
      if (deepgram?.duration !== undefined)
        assert.ok(Math.abs(seconds - Number(deepgram.duration)) < 0.1, `${seconds} s`);
      assert.ok(
        samples.some((byte) => byte > 64 && byte < 192),
        'not silent',
      );
    });
  }

  it('a DLNA renderer asks for the head, then plays from ranges of it', async () => {
    const { url } = await said('There is somebody at the door.', { encoding: 'mp3' });
    const headers = { 'User-Agent': 'Renderer/1.0 DLNADOC/1.50', 'transferMode.dlna.org': 'Streaming' };
    const ask = async (method: string, more: object) => {
      const asked = request(url, { method, headers: { ...headers, ...more }, agent: false }).end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      return { response, body: await bodyOf(response) };
    };
    const { response: head } = await ask('HEAD', { 'getcontentFeatures.dlna.org': '1' });
    assert.equal(head.statusCode, 200);
    assert.equal(head.headers['content-type'], 'audio/mpeg');
    assert.equal(head.headers['accept-ranges'], 'bytes');
    assert.match(String(head.headers['contentfeatures.dlna.org']), /DLNA\.ORG_OP=01/);
    const size = Number(head.headers['content-length']);
    const whole = await bodyOf(((await once(get(url), 'response')) as [IncomingMessage])[0]);
    assert.equal(whole.length, size);

    const half = Math.floor(size / 2);
    const pieces: Buffer[] = [];
    for (const [range, length] of [
      [`bytes=0-${half - 1}`, half],
      [`bytes=${half}-`, size - half],
    ] as const) {
      const { response, body } = await ask('GET', { range });
      assert.equal(response.statusCode, 206);
      assert.equal(response.headers['transfermode.dlna.org'], 'Streaming');
      assert.equal(body.length, length);
      pieces.push(body);
    }
    assert.deepEqual(Buffer.concat(pieces), whole);
  });
});

describe('announcements that are fetched while others are made', function () {
  this.timeout(120_000);
  /** MB; about three of the long announcements below. */
  const STORE = 32;
  const FETCHES = 50;
  const ANNOUNCEMENTS = 200;
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    emulator = await sharedEmulator();
    emulator.clearFaults();
    nodeRed = await startNodeRed({ settings: `deepgramSpeakStoreMB: ${STORE},` });
  });
  after(() => nodeRed.stop());

  it('50 fetches at once are each whole and right, though the store must drop for 200 more', async () => {
    const params = { encoding: 'linear16', sample_rate: 48000 };
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { result: 'url', params } }));
    // The oldest: they would be the first to be dropped.
    const sentences = ['This is the first long announcement.', 'And that is another one, as long.'];
    nodeRed.send('in', ...sentences.map((sentence) => ({ payload: `${sentence} `.repeat(50) })));
    const long = (await nodeRed.until('out', 2)).map(({ url }) => String(url));
    const whole = await Promise.all(long.map(fetchWhole));
    const size = whole.reduce((sum, { length }) => sum + length, 0);
    assert.ok(whole.every(({ length }) => length > 8 * 1024 * 1024) && size < 28 * 1024 * 1024, `${size}`);

    // All have the head of their answer, and read no further.
    const fetches = await Promise.all(
      Array.from({ length: FETCHES }, async (_, index) => {
        const url = long[index % 2] ?? '';
        const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
        return { response, wanted: whole[index % 2] };
      }),
    );
    nodeRed.send(
      'in',
      ...Array.from({ length: ANNOUNCEMENTS }, (_, index) => ({ payload: `The number is ${index % 10}.` })),
    );
    const isWholeAndRight = async ({ response, wanted }: (typeof fetches)[number]) => {
      const body = await bodyOf(response);
      assert.ok(wanted && body.equals(wanted), 'whole and right');
    };
    // One after the other goes on while the announcements are made; the last of each only when all are.
    const ended: Promise<void>[] = [];
    for (const [index, one] of fetches.slice(0, -2).entries()) {
      await nodeRed.until('out', 2 + 4 * index);
      ended.push(isWholeAndRight(one));
    }
    const others = (await nodeRed.until('out', 2 + ANNOUNCEMENTS)).slice(2).map(({ url }) => String(url));
    assert.deepEqual(
      await Promise.all(long.map(statusOf)),
      [200, 200],
      'what is being fetched is not dropped',
    );
    ended.push(...fetches.slice(-2).map(isWholeAndRight));
    assert.equal(nodeRed.received('caught').length, 0);
    await Promise.all(ended);

    const statuses = await Promise.all(others.map(statusOf));
    const first = statuses.indexOf(200);
    assert.ok(first > 20, 'it had to drop');
    assert.deepEqual(
      statuses,
      statuses.map((_, index) => (index < first ? 404 : 200)),
      'the oldest first',
    );
  });

  async function statusOf(url: string): Promise<number> {
    return (await fetch(url, { method: 'HEAD' })).status;
  }

  async function fetchWhole(url: string): Promise<Buffer> {
    return Buffer.from(await (await fetch(url)).arrayBuffer());
  }
});
