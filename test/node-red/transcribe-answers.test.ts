import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { brotliCompressSync, createGzip, gzipSync } from 'node:zlib';
import { type AnsweringServer, answerEmpty, startAnsweringServer } from '../helpers/answering-server.js';
import { type Ending, type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { silence } from '../helpers/recordings.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { transcribeFlow } from '../helpers/transcribe-flow.js';

const MB = 1024 * 1024;
const CHANNELS = [{ alternatives: [{ transcript: 'Hello.', confidence: 0.9, words: [] }] }];
const ANSWER = JSON.stringify({ metadata: { request_id: 'mine' }, results: { channels: CHANNELS } });

describe('deepgram-transcribe, answers', () => {
  let nodeRed: NodeRed;
  let server: AnsweringServer;
  let ledger: Ledger;

  before(async () => {
    [nodeRed, server] = await Promise.all([sharedNodeRed(), startAnsweringServer()]);
  });
  after(() => server.close());
  beforeEach(async () => {
    server.answer = answerEmpty;
    await nodeRed.deploy(transcribeFlow({ url: server.url, account: { retries: 0, timeout: 1 } }));
    ledger = await openLedger(nodeRed, { payload: silence(0.1) });
  });
  afterEach(async () => {
    server.answer = answerEmpty;
    await ledger.balance();
  });

  function hearing(answer: (response: ServerResponse) => void): Promise<Ending> {
    server.answer = answer;
    return ledger.say({ payload: silence(0.1) });
  }

  async function failing(answer: (response: ServerResponse) => void) {
    const { outputs, error } = await hearing(answer);
    assert.deepEqual(outputs, []);
    assert.ok(error);
    return error;
  }

  const json = (body: string | Buffer, headers: Record<string, string> = {}) => {
    return (response: ServerResponse) =>
      void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
  };

  it('F20 stt.truncated-json: JSON without its end is PROTOCOL with the status and how it begins', async () => {
    const error = await failing(json(ANSWER.slice(0, -5), { 'dg-request-id': 'theirs' }));
    assert.equal(error.code, 'PROTOCOL');
    assert.ok(error.message.includes(ANSWER.slice(0, 60)), error.message);
    assert.deepEqual(error.cause, { status: 200, requestId: 'theirs', attempts: 1, retryable: false });
  });

  it('F20 stt.not-json: a page is PROTOCOL with its first 200 characters', async () => {
    const page = `<!DOCTYPE html><title>Welcome</title>${'x'.repeat(1000)}`;
    const error = await failing(json(page));
    assert.equal(error.code, 'PROTOCOL');
    assert.equal(error.cause.status, 200);
    assert.ok(error.message.includes(page.slice(0, 200)) && !error.message.includes(page.slice(0, 201)));
  });

  it('F20 stt.html-502: a page of a proxy is SERVER, in one readable line', async () => {
    const page = `<html><head><style>p{}</style></head><body><h1>502 Bad Gateway</h1>\n${'y'.repeat(500)}</body></html>`;
    const error = await failing((response) => void response.writeHead(502).end(page));
    assert.deepEqual([error.code, error.cause.status], ['SERVER', 502]);
    assert.match(error.message, /502 Bad Gateway y+/);
    assert.match(error.message, /^[^<>\n{}]{10,300}$/);
  });

  it('F20 an answer that breaks off is NETWORK, and nothing of it comes out', async () => {
    const error = await failing((response) => {
      response.writeHead(200, { 'content-length': ANSWER.length }).write(ANSWER.slice(0, 30));
      setImmediate(() => response.destroy());
    });
    assert.equal(error.code, 'NETWORK');
  });

  it('an answer that stops in its middle is TIMEOUT', async () => {
    let open: ServerResponse | undefined;
    const error = await failing((response) => {
      open = response;
      response.writeHead(200, { 'content-length': ANSWER.length }).write(ANSWER.slice(0, 30));
    });
    assert.equal(error.code, 'TIMEOUT');
    open?.destroy();
  });

  it('504 is SERVER, and says that it may succeed later', async () => {
    const error = await failing((response) => void response.writeHead(504).end());
    assert.deepEqual([error.code, error.cause.status, error.cause.retryable], ['SERVER', 504, true]);
  });

  for (const [what, body] of [
    ['without results', '{}'],
    ['without channels', '{"metadata":{},"results":{}}'],
    ['whose channels are none', '{"results":{"channels":{"0":1}}}'],
    ['whose words are none', '{"results":{"channels":[{"alternatives":[{"words":"Hello."}]}]}}'],
    ['that is null', 'null'],
    ['that is a list', '[]'],
    ['that is a text', '"Hello."'],
    ['that is an acknowledgement', '{"request_id":"x"}'],
    ['that is empty', ''],
  ] as const) {
    it(`an answer ${what} is PROTOCOL`, async () => {
      assert.equal((await failing(json(body))).code, 'PROTOCOL');
    });
  }

  it('an answer without alternatives, metadata and the like is silence', async () => {
    const { outputs } = await hearing(json('{"results":{"channels":[{}]}}'));
    assert.equal(outputs[0]?.payload, '');
    assert.equal(outputs[0]?.deepgram?.channels, 1);
  });

  it('what an answer calls __proto__ is no more than a name', async () => {
    const { outputs } = await hearing(json(`{"__proto__":{"polluted":1},${ANSWER.slice(1)}`));
    assert.equal(outputs[0]?.payload, 'Hello.');
    const { prototype } = await nodeRed.resources();
    assert.deepEqual(prototype, []);
  });

  for (const [encoding, body] of [
    ['gzip', gzipSync(ANSWER)],
    ['br', brotliCompressSync(ANSWER)],
  ] as const) {
    it(`F21 stt.gzip: an answer in ${encoding} is decoded`, async () => {
      const { outputs } = await hearing(json(body, { 'content-encoding': encoding }));
      assert.equal(outputs[0]?.payload, 'Hello.');
    });
  }

  it('F21 what calls itself gzip and is none is PROTOCOL', async () => {
    assert.equal((await failing(json(ANSWER, { 'content-encoding': 'gzip' }))).code, 'PROTOCOL');
  });

  it('F21 gzip without its end is PROTOCOL', async () => {
    const body = gzipSync(ANSWER).subarray(0, -12);
    assert.equal((await failing(json(body, { 'content-encoding': 'gzip' }))).code, 'PROTOCOL');
  });

  it('F21 a gzip bomb is TOO_LARGE: the limit applies to what is decoded', async () => {
    const error = await failing((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      const block = Buffer.alloc(MB, ' ');
      const bomb = Readable.from(
        (function* () {
          for (let n = 0; n < 300; n++) yield block;
        })(),
      );
      pipeline(bomb, createGzip({ level: 1 }), response).catch(() => undefined);
    });
    assert.equal(error.code, 'TOO_LARGE');
    assert.match(error.message, /256 MB/);
  });
});
