import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Emulator } from '../../emulator/server.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { openFiles } from '../helpers/open-files.js';
import { say } from '../helpers/recordings.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { makes, type TranscribeFlowOptions, transcribeFlow } from '../helpers/transcribe-flow.js';

const TEXT = 'The washing machine is done. It would like to be emptied.';

describe('deepgram-transcribe, where audio comes from', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ledger: Ledger;
  let wav: Buffer;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    wav = await say(emulator, TEXT);
  });

  async function given(options: Partial<TranscribeFlowOptions> = {}, warmUp: object = { payload: wav }) {
    await nodeRed.deploy(transcribeFlow({ url: emulator.url, ...options }));
    ledger = await openLedger(nodeRed, warmUp);
  }

  async function textOf(message: object): Promise<unknown> {
    const { outputs, error } = await ledger.say(message);
    assert.equal(error, undefined);
    assert.equal(outputs.length, 1);
    return outputs[0]?.payload;
  }

  const last = () => emulator.requests.at(-1);

  describe('a message', () => {
    before(() =>
      given({
        before: [
          makes(`
            if (msg.as === 'stream') msg.payload = stream.Readable.from([msg.payload.subarray(0, 70000), msg.payload.subarray(70000)]);
            if (msg.as === 'drops') msg.payload = stream.Readable.from(Array.from(msg.payload.subarray(0, 20000), (byte) => Buffer.of(byte)).concat(msg.payload.subarray(20000)));
            if (msg.as === 'bytes') msg.payload = new Uint8Array(msg.payload);
            if (msg.as === 'file') msg.payload = fs.createReadStream(msg.payload);
            return msg;`),
        ],
      }),
    );
    after(() => ledger.balance());

    it('with a Buffer: its length is told', async () => {
      assert.equal(await textOf({ payload: wav }), TEXT);
      assert.equal(last()?.headers['content-length'], String(wav.length));
    });

    it('with a Uint8Array of a function node', async () =>
      assert.equal(await textOf({ payload: wav, as: 'bytes' }), TEXT));

    it('with a stream: it is sent as it comes', async () => {
      assert.equal(await textOf({ payload: wav, as: 'stream' }), TEXT);
      assert.equal(last()?.headers['transfer-encoding'], 'chunked');
      assert.equal(last()?.bytes, wav.length);
    });

    it('with a stream of single bytes', async () =>
      assert.equal(await textOf({ payload: wav, as: 'drops' }), TEXT));

    it('with a stream of a file, which is closed afterwards', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'sources-'));
      const file = path.join(folder, 'recording.wav');
      await writeFile(file, wav);
      assert.equal(await textOf({ payload: file, as: 'file' }), TEXT);
      assert.deepEqual(await openFiles(nodeRed, folder), []);
      await rm(folder, { recursive: true });
    });
  });

  describe('a URL', () => {
    let server: Server;
    let url: string;
    const fetched: string[] = [];

    before(async () => {
      server = createServer((request, response) => {
        fetched.push(request.url ?? '');
        if (request.url?.startsWith('/recording')) response.end(wav);
        else response.writeHead(404).end();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await given();
    });
    after(async () => {
      await ledger.balance();
      server.close();
      server.closeAllConnections();
    });

    it('is fetched by Deepgram', async () => {
      const { length } = fetched;
      assert.equal(await textOf({ payload: `${url}/recording.wav` }), TEXT);
      assert.equal(last()?.headers['content-type'], 'application/json');
      assert.deepEqual(JSON.parse(last()?.body ?? ''), { url: `${url}/recording.wav` });
      assert.deepEqual(fetched.slice(length), ['/recording.wav']);
    });

    it('may be presigned, and have white space around it', async () =>
      assert.equal(await textOf({ payload: ` ${url}/recording.wav?X-Amz-Signature=abc&Expires=9\n` }), TEXT));

    it('that Deepgram can not fetch is BAD_REQUEST in its words', async () => {
      const { outputs, error } = await ledger.say({ payload: `${url}/gone.wav` });
      assert.deepEqual(outputs, []);
      assert.equal(error?.code, 'BAD_REQUEST');
      assert.equal(error?.cause.errCode, 'REMOTE_CONTENT_ERROR');
      assert.match(error?.message ?? '', /client error: 404/);
    });
  });

  describe('a path', () => {
    let folder: string;
    let file: string;

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'sources-'));
      file = path.join(folder, 'recording ü.wav');
      await writeFile(file, wav);
      await mkdir(path.join(folder, 'a folder'));
      await given({ transcribe: { source: 'file' } }, { payload: file });
    });
    after(async () => {
      await ledger.balance();
      await rm(folder, { recursive: true });
    });
    afterEach(async () => assert.deepEqual(await openFiles(nodeRed, folder), []));

    it('is streamed from disk, with its length told', async () => {
      const { outputs } = await ledger.say({ payload: file, contentType: 'text/plain' });
      assert.deepEqual([outputs[0]?.payload, outputs[0]?.contentType], [TEXT, undefined]);
      assert.equal(last()?.headers['content-length'], String(wav.length));
      assert.equal(last()?.headers['content-type'], 'audio/wav');
    });

    it('is a path and nothing else: even a URL, a Buffer or a part of a sequence', async () => {
      const { length } = emulator.requests;
      for (const payload of ['http://127.0.0.1:9/a.wav', wav, 5, '', undefined, { path: file }]) {
        const parts = { id: 'x', index: 0, type: 'buffer' };
        const { error } = await ledger.say({ payload, parts });
        assert.equal(error?.code, 'BAD_REQUEST', String(payload).slice(0, 40));
      }
      assert.equal(emulator.requests.length, length);
    });
  });

  it('a file whose path is fixed in the node is read each time', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sources-'));
    const file = path.join(folder, 'recording.wav');
    await writeFile(file, wav);
    await given({ transcribe: { source: 'file', audio: file, audioType: 'str' } });
    const { outputs } = await ledger.say({ payload: 'whatever', contentType: 'kept' });
    assert.deepEqual([outputs[0]?.payload, outputs[0]?.contentType], [TEXT, 'kept']);
    await ledger.balance();
    await rm(folder, { recursive: true });
  });
});
