import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { hearAll, RAW, transcriptIn } from '../emulator/listen-socket-support.js';
import type { Said } from '../emulator/speak-socket-support.js';
import { ENDPOINT_CREDENTIALS } from '../helpers/callback-flow.js';
import {
  type CallbackStreamFlowOptions,
  callbackStreamFlow,
  deliverForLatest,
  failureOf,
  frames,
  sayRaw,
  silence,
  transcriptOf,
  untilSaid,
} from '../helpers/callback-stream-flow.js';
import { resultOf } from '../helpers/calling-socket.js';
import { selfSigned } from '../helpers/certificate.js';
import { closedPort } from '../helpers/closed-port.js';
import { untilStatus } from '../helpers/harness-commands.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

const TEXT = 'The kettle is on, and the cat has been fed.';
const SAID = 'the kettle is on and the cat has been fed';

describe('the results of a live stream, delivered', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let audio: Buffer;
  let tls: { key: string; cert: string };
  let ownPort: number;

  before(async () => {
    tls = await selfSigned();
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50, ca: tls.cert } }),
    ]);
    ownPort = await closedPort();
    audio = await sayRaw(emulator, TEXT);
  });
  after(async () => {
    await nodeRed.deploy([]);
    await emulator.close();
  });
  afterEach(() => emulator.clearFaults());

  const deploy = (options: Partial<CallbackStreamFlowOptions> = {}) =>
    nodeRed.deploy(callbackStreamFlow({ publicUrl: nodeRed.url, url: emulator.url, ...options }));

  for (const [where, endpointAt, more] of [
    ['Node-RED’s own server', () => ({}), []],
    ['a port of its own', () => ({ listen: 'own', port: ownPort }), []],
    [
      'a port of its own with TLS',
      () => ({ listen: 'own', port: ownPort, tls: 'tls' }),
      [() => tlsConfig(tls)],
    ],
  ] as const) {
    for (const callbackMethod of ['WS', 'POST', 'PUT'] as const) {
      it(`come by ${callbackMethod} to ${where}, each once, with the message that opened the session`, async () => {
        const endpoint: Record<string, unknown> = endpointAt();
        const protocol = endpoint.tls ? 'https' : 'http';
        await deploy({
          publicUrl: endpoint.listen ? `${protocol}://127.0.0.1:${ownPort}` : nodeRed.url,
          endpoint: { ...endpoint, credentials: ENDPOINT_CREDENTIALS },
          stream: { callbackMethod },
          more: more.map((make) => make()),
        });
        const [first, ...rest] = frames(audio);
        nodeRed.send('in', { ...first, _msgid: 'mine', topic: 'call', deep: { at: new Date(0) } }, ...rest);
        nodeRed.send('in', { action: 'close' });
        const results = await untilSaid(nodeRed, SAID);
        await untilStatus(nodeRed, 'callback', callbackMethod === 'WS' ? 'ready' : 'ready');
        assert.equal(transcriptOf(results), SAID);
        const { requestId, query } = emulator.sockets.at(-1) ?? assert.fail();
        for (const { deepgram, payload, ...original } of results) {
          assert.deepEqual(original, { _msgid: 'mine', topic: 'call', deep: { at: new Date(0) } });
          const { kind, resumed, final, session, requestId: told, job, words, waitedMs } = deepgram ?? {};
          assert.deepEqual([kind, resumed, final, session, told], ['stream', true, true, '', requestId]);
          assert.ok(String(job).length === 32 && Number(waitedMs) >= 0);
          assert.equal((words as unknown[]).length, String(payload).split(' ').length);
        }
        assert.equal(query.get('callback_method'), callbackMethod === 'PUT' ? 'PUT' : null);
        assert.deepEqual([nodeRed.received('out'), nodeRed.received('failed')], [[], []]);
        assert.deepEqual(nodeRed.received('caught'), []);
      });
    }
  }

  const method = (callbackMethod: string) => ({ callbackMethod });

  for (const callbackMethod of ['WS', 'POST'] as const) {
    describe(`by ${callbackMethod}`, () => {
      it('are whole utterances where that is set, the last one too', async () => {
        await deploy({ stream: { ...method(callbackMethod), emit: 'utterance', output: 'heard.text' } });
        const second = await sayRaw(emulator, 'Yes.');
        nodeRed.send(
          'in',
          ...frames(Buffer.concat([audio, second.subarray(0, second.length - 45_000)]), {
            heard: { by: 'us' },
          }),
        );
        nodeRed.send('in', { action: 'close' });
        const results = await nodeRed.until('result', 2);
        assert.deepEqual(
          results.map(({ heard, deepgram }) => [heard, deepgram?.speechFinal, deepgram?.utterance]),
          [
            [{ by: 'us', text: SAID }, true, SAID],
            [{ by: 'us', text: 'yes' }, true, 'yes'],
          ],
        );
        assert.ok(
          results.every((result) => !('payload' in result)),
          'the audio is not kept',
        );
      });

      it('are interim ones too where that is set', async () => {
        await deploy({ stream: { ...method(callbackMethod), emit: 'all' } });
        nodeRed.send('in', ...frames(audio), { action: 'close' });
        const last = await nodeRed.untilSome('result', ({ deepgram }) => deepgram?.speechFinal === true);
        const finals = nodeRed.received('result').map(({ deepgram }) => deepgram?.final);
        assert.ok(finals.includes(false), 'some are interim');
        assert.equal(last.deepgram?.utterance, SAID);
      });

      it('are none of silence', async () => {
        await deploy({ stream: method(callbackMethod) });
        nodeRed.send('in', ...frames(silence(2)), ...frames(audio), { action: 'close' });
        await untilSaid(nodeRed, SAID);
        assert.equal(transcriptOf(nodeRed.received('result')), SAID);
      });

      it('come out once where Deepgram delivers them twice', async () => {
        await deploy({ stream: method(callbackMethod) });
        for (let time = 0; time < 3; time += 1) {
          emulator.fault(
            callbackMethod === 'WS'
              ? { kind: 'listen-callback-duplicate', copies: 3 }
              : { kind: 'callback-duplicate', copies: 3 },
          );
        }
        nodeRed.send('in', ...frames(audio), { action: 'close' });
        await untilSaid(nodeRed, SAID);
        await nodeRed.untilSome('events', ({ topic }) => topic === 'close');
        assert.equal(transcriptOf(nodeRed.received('result')), SAID);
        assert.deepEqual(nodeRed.received('failed'), []);
      });

      it('go on behind what can’t be read, which is one error', async () => {
        await deploy({ stream: method(callbackMethod) });
        if (callbackMethod === 'WS') {
          emulator.fault({ kind: 'listen-callback-send' });
          emulator.fault({ kind: 'listen-callback-send', base64: Buffer.from('audio?').toString('base64') });
        }
        const [first = assert.fail(), ...rest] = frames(audio, { topic: 'mine' });
        nodeRed.send('in', first);
        if (callbackMethod === 'POST') {
          await nodeRed.untilSome('events', ({ topic }) => topic === 'open');
          for (const status of [400, 400])
            assert.equal(await deliverForLatest(nodeRed, emulator, '{"type":"Results","chan'), status);
        }
        nodeRed.send('in', ...rest, { action: 'close' });
        const results = await untilSaid(nodeRed, SAID);
        assert.equal(transcriptOf(results), SAID);
        const [failed, ...more] = await nodeRed.until('failed');
        assert.deepEqual([failureOf(failed).code, failed?.topic, more], ['PROTOCOL', 'mine', []]);
      });

      it('come out of callback-in only, also where Deepgram sends them to the client as well', async () => {
        const both = await startEmulator({
          ...{ callbacks: { anyPort: true }, listenStream: { results: 'both' } },
        });
        try {
          await deploy({ url: both.url, stream: method(callbackMethod) });
          nodeRed.send('in', ...frames(audio), { action: 'close' });
          await untilSaid(nodeRed, SAID);
          await nodeRed.untilSome('events', ({ topic }) => topic === 'close');
          assert.deepEqual(nodeRed.received('out'), []);
          assert.ok(nodeRed.received('events').some(({ topic }) => topic === 'Metadata'));
        } finally {
          await both.close();
        }
      });

      it('of somebody else’s stream come out as they are', async () => {
        await deploy({ endpoint: { credentials: ENDPOINT_CREDENTIALS } });
        await untilStatus(nodeRed, 'callback', 'ready');
        const { username, password } = ENDPOINT_CREDENTIALS;
        const url = new URL(`${nodeRed.url}/deepgram/callback`);
        Object.assign(url, { username, password: encodeURIComponent(password) });
        const callback = callbackMethod === 'WS' ? url.href.replace('http', 'ws') : url.href;
        const { messages } = await hearAll(emulator, audio, `${RAW}&${new URLSearchParams({ callback })}`);
        assert.deepEqual(messages, []);
        const last = await nodeRed.untilSome('result', ({ payload }) => typeOf(payload) === 'Metadata');
        const all = nodeRed.received('result');
        assert.equal(last, all.at(-1));
        assert.equal(transcriptIn(all.map(({ payload }) => payload as Said)), SAID);
        const { requestId } = emulator.sockets.at(-1) ?? assert.fail();
        for (const { deepgram } of all.filter(({ payload }) => typeOf(payload) === 'Results'))
          assert.deepEqual(deepgram, { requestId, kind: 'stream', resumed: false });
      });
    });
  }

  it('leave nothing of their token and of the credentials where anybody can read it', async () => {
    await deploy({ endpoint: { credentials: ENDPOINT_CREDENTIALS } });
    emulator.fault({ kind: 'listen-callback-cut' });
    nodeRed.send('in', ...frames(audio));
    await Promise.all([nodeRed.until('failed'), nodeRed.until('caught')]);
    await untilSaid(nodeRed, SAID);
    nodeRed.send('in', { action: 'close' });
    await untilStatus(nodeRed, 'callback', 'ready');
    const callback = new URL(emulator.sockets.at(-1)?.query.get('callback') ?? '');
    const sinks = ['result', 'failed', 'caught', 'events', 'status', 'completed'];
    const told = nodeRed.log() + JSON.stringify(sinks.map((sink) => nodeRed.received(sink)));
    const [id = '', ...token] = callback.searchParams.get('job')?.split('.') ?? [];
    assert.ok(told.includes(id), 'the job itself is no secret');
    const { secret, password } = ENDPOINT_CREDENTIALS;
    for (const word of [...token, secret, password, callback.password, callback.search])
      assert.ok(!told.includes(word), word);
  });

  describe('answered by the flow', () => {
    const answering = (func: string): Partial<CallbackStreamFlowOptions> => ({
      callbackIn: { ack: 'flow', wires: [['function', 'result']] },
      more: [
        { ...onTab('function', 'function'), func, outputs: 1, wires: [['response']] },
        { ...onTab('response', 'http response'), statusCode: '', headers: {} },
      ],
    });

    it('come again until it takes them, and are heard once; events are answered for it', async () => {
      await deploy({
        ...answering('msg.statusCode = msg.deepgram.delivery < 3 ? 500 : 202; msg.payload = ""; return msg;'),
        stream: { ...method('POST'), emit: 'utterance' },
      });
      const from = emulator.deliveries.length;
      nodeRed.send('in', ...frames(audio, { topic: 'mine', statusCode: 404 }), { action: 'close' });
      const results = await nodeRed.until('result', 3);
      await emulator.waitForDelivery((delivery) => delivery.status === 202);
      assert.deepEqual(
        results.map(({ payload, topic, statusCode, deepgram }) => [
          payload,
          topic,
          statusCode,
          deepgram?.delivery,
        ]),
        [1, 2, 3].map((delivery) => [SAID, 'mine', undefined, delivery]),
      );
      await untilStatus(nodeRed, 'callback', 'ready');
      const statuses = new Set(emulator.deliveries.slice(from).map(({ status = 200 }) => status));
      assert.deepEqual([...statuses].sort(), [200, 202, 500]);
    });

    it('come again behind an UtteranceEnd that it did not take', async () => {
      await deploy({
        ...answering('msg.statusCode = msg.deepgram.delivery < 2 ? 500 : 202; msg.payload = ""; return msg;'),
        stream: { ...method('POST'), emit: 'utterance' },
      });
      nodeRed.send('in', ...frames(silence(0.1)));
      await nodeRed.untilSome('events', ({ topic }) => topic === 'open');
      const post = (body: object) => deliverForLatest(nodeRed, emulator, body);
      const end = { type: 'UtteranceEnd', channel: [0, 1], last_word_end: 1 };
      assert.equal(await post(resultOf('by hand', 'one', 0, { speech_final: false })), 200);
      assert.deepEqual([await post(end), await post(end), await post(end)], [500, 202, 200]);
      const results = await nodeRed.until('result', 2);
      assert.deepEqual(
        results.map(({ payload, deepgram }) => [payload, deepgram?.delivery]),
        [
          ['one', 1],
          ['one', 2],
        ],
      );
      nodeRed.send('in', { reset: true });
    });

    it('have nothing to answer over a WebSocket', async () => {
      await deploy({
        ...answering('return "res" in msg || "req" in msg ? msg : null;'),
        stream: method('WS'),
      });
      nodeRed.send('in', ...frames(audio), { action: 'close' });
      const results = await untilSaid(nodeRed, SAID);
      assert.ok(results.every(({ deepgram }) => !('delivery' in (deepgram ?? {}))));
    });
  });
});

const tlsConfig = ({ key, cert }: { key: string; cert: string }): FlowNode => ({
  ...{ id: 'tls', type: 'tls-config', name: 'TLS', verifyservercert: false },
  ...{ cert: '', key: '', ca: '', certname: 'cert.pem', keyname: 'key.pem' },
  credentials: { certdata: cert, keydata: key },
});

const typeOf = (payload: unknown) => (payload as { type?: string }).type;
