import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type CallbackFlowOptions, callbackFlow } from '../helpers/callback-flow.js';
import { decode } from '../helpers/ffmpeg.js';
import type { FlowNode, NodeRed, Received } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

/** Sends messages with things that don't travel between processes. */
const HTTP_IN = (properties: string): FlowNode => ({
  ...onTab('function', 'function'),
  func: `Object.assign(msg, ${properties}); return msg;`,
  wires: [['speak']],
});

/** Decodes an mp3 that is not silent. */
async function secondsOfSound(audio: Buffer): Promise<number> {
  const { samples, complaints } = await decode(audio, 'mp3', 22_050);
  assert.equal(complaints, '');
  assert.ok(
    samples.some((byte) => byte > 64 && byte < 192),
    'not silent',
  );
  return samples.length / 2 / 22_050;
}

/** Somebody else's server that takes deliveries. */
async function openReceiver() {
  const requests: { method: string; url: string; body: Buffer; type: string }[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    requests.push({ method, url, body: Buffer.concat(chunks), type: headers['content-type'] ?? '' });
    response.end();
    server.emit('delivered');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    next: () => once(server, 'delivered'),
    close: () => server.close(),
  };
}

describe('speech by callback', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    nodeRed = await sharedNodeRed();
    emulator = await startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } });
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  const deploy = (options: Partial<CallbackFlowOptions> = {}) =>
    nodeRed.deploy(callbackFlow({ publicUrl: nodeRed.url, url: emulator.url, ...options }));

  async function speak(message: object): Promise<{ accepted: Received; result: Received }> {
    nodeRed.send('in', message);
    const [accepted] = await nodeRed.until('accepted');
    const [result] = await nodeRed.until('out');
    assert.ok(accepted && result);
    return { accepted, result };
  }

  async function failing(message: object): Promise<{ code: string; message: string; cause: object }> {
    nodeRed.send('in', message);
    const [caught] = await nodeRed.until('caught');
    return caught?.error as { code: string; message: string; cause: object };
  }

  it('sends the message on when Deepgram has accepted it, and the original message with the audio later', async () => {
    await deploy();
    const message = { _msgid: 'mine', payload: 'Good morning.', topic: 'greeting', blob: Buffer.from('raw') };
    const { accepted, result } = await speak(message);
    assert.equal(accepted.payload, 'Good morning.');
    const { requestId, job, deliverTo, ...more } = accepted.deepgram ?? {};
    assert.match(String(requestId), /^[0-9a-f-]{36}$/);
    assert.equal(deliverTo, `${nodeRed.url}/deepgram/callback`);
    assert.deepEqual(more, {});
    const { payload, deepgram, ...rest } = result;
    const { payload: _text, ...others } = message;
    assert.deepEqual(rest, { ...others, contentType: 'audio/mpeg' });
    const { duration, waitedMs, ...told } = deepgram ?? {};
    assert.deepEqual(told, {
      ...{ requestId, kind: 'speech', job, resumed: true, model: 'aura-2-thalia-en', encoding: 'mp3' },
      ...{ sampleRate: 22050, bitRate: 48000, characters: 13, durationText: '00:00:01', extension: 'mp3' },
    });
    assert.ok(Number(waitedMs) >= 0 && Number(waitedMs) < 20_000);
    const seconds = await secondsOfSound(payload as Buffer);
    assert.ok(Math.abs(seconds - Number(duration)) < 0.06, `${seconds} s`);
  });

  it('puts the audio where the node would have put it, in the form it would have had', async () => {
    await deploy({ speak: { output: 'sound.data', params: { encoding: 'linear16', sample_rate: 16000 } } });
    const { accepted, result } = await speak({
      payload: 'A file.',
      sound: { kept: 1 },
      complete: true,
      action: 'x',
    });
    assert.deepEqual([accepted.complete, accepted.action], [undefined, undefined]);
    assert.equal(result.payload, 'A file.');
    const { data, kept } = result.sound as { data: Buffer; kept: number };
    assert.equal(kept, 1);
    assert.equal(data.readUInt32LE(40), data.length - 44, 'the sizes of the WAV header are true');
    assert.equal(result.contentType, 'audio/wav');
    assert.deepEqual([result.complete, result.action], [undefined, undefined]);
  });

  it('speaks Flux voices as well, and takes the message’s options', async () => {
    await deploy();
    const options = { model: 'flux-alexis-en', encoding: 'mulaw', container: 'none' };
    const { result } = await speak({ payload: 'Hello from Flux.', deepgramOptions: options });
    assert.equal(emulator.accepted.at(-1)?.path, '/v2/speak');
    assert.equal(result.contentType, 'audio/mulaw;rate=8000');
    assert.equal(result.deepgram?.model, 'flux-alexis-en');
  });

  it('tells with its status how many jobs wait', async () => {
    await deploy();
    const held = [0, 1].map(() => emulator.fault({ kind: 'callback-late' }));
    nodeRed.send('in', { payload: 'One.' }, { payload: 'Two.' });
    const texts = () => nodeRed.received('status').map(({ status }) => (status as { text: string }).text);
    await nodeRed.untilTrue(() => texts().includes('2 waiting'));
    for (const { release } of held) release();
    await nodeRed.until('out', 2);
    await nodeRed.untilTrue(() => texts().at(-1) === 'ready');
  });

  it('puts the endpoint’s credentials into the URL, and they are the proof for other programs', async () => {
    const credentials = { secret: '', username: 'deep gram', password: 'p@ss/wörd' };
    await deploy({ endpoint: { credentials } });
    await speak({ payload: 'With credentials.' });
    const delivered = new URL(emulator.accepted.at(-1)?.callback ?? '');
    assert.equal(decodeURIComponent(delivered.password), credentials.password);
    const response = await fetch(`${nodeRed.url}/deepgram/callback`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('deep gram:p@ss/wörd').toString('base64')}`,
        'content-type': 'application/json',
        'dg-token': 'key-identifier',
      },
      body: JSON.stringify({ metadata: { request_id: 'theirs' }, results: {} }),
    });
    assert.deepEqual([response.status, await response.text()], [200, '{"ok":true}']);
    const theirs = await nodeRed.untilSome('out', ({ deepgram }) => deepgram?.requestId === 'theirs');
    assert.deepEqual(theirs.payload, { metadata: { request_id: 'theirs' }, results: {} });
    assert.deepEqual(theirs.deepgram, {
      ...{ requestId: 'theirs', kind: 'transcript', resumed: false, dgToken: 'key-identifier' },
    });
    assert.equal(theirs.contentType, undefined);
  });

  describe('to a URL of somebody else', () => {
    it('puts it there, without a job', async () => {
      const receiver = await openReceiver();
      await deploy({
        speak: { endpoint: '', callbackUrl: 'upload', callbackUrlType: 'msg', callbackMethod: 'PUT' },
      });
      const delivered = receiver.next();
      nodeRed.send('in', {
        payload: 'Into the bucket.',
        upload: `${receiver.url}/bucket/key.mp3?X-Signature=secret`,
      });
      const [accepted] = await nodeRed.until('accepted');
      assert.deepEqual(accepted?.deepgram, {
        requestId: accepted?.deepgram?.requestId,
        deliverTo: `${receiver.url}/bucket/key.mp3`,
      });
      await delivered;
      const [request] = receiver.requests;
      assert.ok(request);
      const { method, url, type, body } = request;
      assert.deepEqual([method, url, type], ['PUT', '/bucket/key.mp3?X-Signature=secret', 'audio/mpeg']);
      assert.ok((await secondsOfSound(body)) > 0.5);
      assert.doesNotMatch(nodeRed.log(), /X-Signature/);
      receiver.close();
    });

    for (const [what, upload, expected] of [
      ['no URL', undefined, 'CONFIG'],
      ['a text that is no URL', 'bucket', 'BAD_REQUEST'],
      ['a number', 5, 'BAD_REQUEST'],
      ['another protocol', 'ftp://example.org/x', 'BAD_REQUEST'],
    ] as const) {
      it(`refuses ${what}`, async () => {
        await deploy({ speak: { endpoint: '', callbackUrl: 'upload', callbackUrlType: 'msg' } });
        const asked = emulator.requests.length;
        assert.equal((await failing({ payload: 'No.', upload })).code, expected);
        assert.equal(emulator.requests.length, asked, 'nothing was sent');
      });
    }

    it('tells no part of the URL, even where the server repeats it', async () => {
      const echo = createServer(({ url = '' }, response) => {
        const callback = new URL(url, 'http://host').searchParams.get('callback');
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ err_code: 'BAD', err_msg: `Invalid: ${callback} in ${url}` }));
      });
      echo.listen(0, '127.0.0.1');
      await once(echo, 'listening');
      const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
      await deploy({ url, speak: { endpoint: '', callbackUrl: 'upload', callbackUrlType: 'msg' } });
      const upload = 'http://user:topsecretword@127.0.0.1:9/x?Signature=presigned/secret';
      const error = await failing({ payload: 'Echo.', upload });
      assert.match(error.message, /Invalid: …/);
      assert.doesNotMatch(JSON.stringify(error), /topsecretword|presigned/);
      assert.doesNotMatch(nodeRed.log(), /topsecretword|presigned/);
      echo.close();
    });
  });

  describe('is refused before anything is sent', () => {
    const cases: [
      what: string,
      options: Partial<CallbackFlowOptions>,
      message: object,
      code: string,
      words: RegExp,
    ][] = [
      ['without an address', { speak: { endpoint: '' } }, {}, 'CONFIG', /no address/],
      ['with two addresses', { speak: { callbackUrl: 'https://example.org/x' } }, {}, 'CONFIG', /Both/],
      ['with an address that is gone', { speak: { endpoint: 'gone' } }, {}, 'CONFIG', /deleted or disabled/],
      ['without a public address', { publicUrl: '' }, {}, 'CONFIG', /public address/],
      ['with a store that is not there', { endpoint: { store: 'gone' } }, {}, 'CONFIG', /context store gone/],
      ['with text over the limit', {}, { payload: 'word '.repeat(500) }, 'TOO_LARGE', /2500/],
      ['with more to keep than is possible', {}, { more: 'x'.repeat(300_000) }, 'TOO_LARGE', /256 kB/],
      [
        'with callback among the options',
        {},
        { deepgramOptions: { callback: 'https://example.org' } },
        'BAD_REQUEST',
        /callback/,
      ],
    ];
    for (const [what, options, message, code, words] of cases) {
      it(what, async () => {
        await deploy(options);
        const asked = emulator.requests.length;
        const error = await failing({ payload: 'No.', ...message });
        assert.equal(error.code, code);
        assert.match(error.message, words);
        assert.equal(emulator.requests.length, asked, 'nothing was sent');
        assert.equal(nodeRed.received('accepted').length, 0);
      });
    }

    it('with an address that Deepgram itself can’t reach', async () => {
      await deploy({ url: 'https://api.deepgram.com' });
      assert.match((await failing({ payload: 'No.' })).message, /ports 80, 443, 8080 and 8443/);
      await deploy({ url: 'https://api.deepgram.com', publicUrl: 'http://192.168.1.10' });
      assert.match((await failing({ payload: 'No.' })).message, /own network/);
    });
  });

  it('drops a job whose request Deepgram refused', async () => {
    await deploy();
    const error = await failing({ payload: 'No.', deepgramOptions: { model: 'aura-2-nobody-en' } });
    assert.equal(error.code, 'BAD_REQUEST');
    nodeRed.send('in', { payload: 'Yes.' });
    const [result] = await nodeRed.until('out');
    assert.equal(result?.deepgram?.resumed, true);
    assert.equal(nodeRed.received('out').length, 1);
  });

  it('warns once about what can’t be kept with the job', async () => {
    const more = [
      { ...onTab('before', 'test-source'), wires: [['function']] },
      HTTP_IN('{ req: {}, res: {}, act: () => 1, date: new Date(0), bytes: new Uint8Array([1, 2]) }'),
    ];
    await deploy({ more });
    const from = nodeRed.log().length;
    nodeRed.send('before', { payload: 'Kept?' }, { payload: 'And again?' });
    const [result] = await nodeRed.until('out', 2);
    assert.deepEqual([result?.date, result?.act], [new Date(0), undefined]);
    assert.deepEqual(result?.bytes, new Uint8Array([1, 2]));
    const log = nodeRed.log().slice(from);
    assert.equal(log.split('Not kept for the result').length - 1, 1);
    assert.match(log, /Not kept for the result, because it can't be: req, res, act/);
  });

  it('takes an answer that is no acknowledgement for an error', async () => {
    await deploy();
    emulator.fault({ kind: 'html' });
    assert.equal((await failing({ payload: 'Hm.' })).code, 'PROTOCOL');
  });
});
