import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
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
  untilCallback,
  untilSaid,
} from '../helpers/callback-stream-flow.js';
import { resultOf } from '../helpers/calling-socket.js';
import { untilStatus } from '../helpers/harness-commands.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { startSocketServer } from '../helpers/socket-server.js';

const SAID = 'the kettle is on and the cat has been fed';
const SECONDS = 1 / 60;

describe('a live stream whose results are delivered', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let audio: Buffer;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } }),
    ]);
    audio = await sayRaw(emulator, 'The kettle is on, and the cat has been fed.');
  });
  after(async () => {
    await nodeRed.deploy([]);
    await emulator.close();
  });
  afterEach(() => emulator.clearFaults());

  const deploy = ({ endpoint, ...options }: Partial<CallbackStreamFlowOptions> = {}) =>
    nodeRed.deploy(
      callbackStreamFlow({
        ...{ publicUrl: nodeRed.url, url: emulator.url },
        endpoint: { credentials: ENDPOINT_CREDENTIALS, ...endpoint },
        ...options,
      }),
    );
  const close = () => nodeRed.send('in', { action: 'close' });

  describe('over a WebSocket', () => {
    for (const reset of [false, true]) {
      it(`that is lost with a ${reset ? 'RST' : 'FIN'} says so on both nodes, and goes on over a new stream`, async () => {
        await deploy();
        emulator.fault({ kind: 'listen-callback-cut', reset });
        nodeRed.send('in', ...frames(audio, { topic: 'mine' }));
        const [failed] = await nodeRed.until('failed');
        assert.deepEqual([failureOf(failed).code, failed?.topic], ['CLOSED', 'mine']);
        assert.match(failureOf(failed).message, /WebSocket .* was lost \(1006\)/);
        const [caught] = await nodeRed.until('caught');
        assert.deepEqual([failureOf(caught).code, caught?.topic], ['SERVER', 'mine']);
        await untilSaid(nodeRed, SAID);
        close();
        await untilStatus(nodeRed, 'callback', 'ready');
        assert.equal(transcriptOf(nodeRed.received('result')), SAID, 'what was lost was heard again');
        assert.deepEqual([nodeRed.received('failed').length, nodeRed.received('caught').length], [1, 1]);
      });
    }

    it('has the times of the session where it had to be opened again, and does not hear again what was delivered', async () => {
      await deploy();
      const from = emulator.sockets.length;
      nodeRed.send('in', ...frames(audio));
      await untilSaid(nodeRed, SAID);
      emulator.fault({ kind: 'listen-callback-cut' });
      nodeRed.send('in', ...frames(audio));
      const results = await untilSaid(nodeRed, `${SAID} ${SAID}`);
      close();
      const starts = results.map(({ deepgram }) => Number(deepgram?.start));
      assert.deepEqual(
        starts,
        [...starts].sort((one, other) => one - other),
      );
      const [again] = results.slice(results.length / 2);
      const [word] = (again?.deepgram?.words ?? []) as { start: number }[];
      assert.ok(Number(word?.start) > audio.length / 32_000 - 0.1, `${word?.start} s`);
      const ids = new Set(results.map(({ deepgram }) => deepgram?.requestId));
      assert.deepEqual(
        [...ids],
        emulator.sockets.slice(from).map(({ requestId }) => requestId),
      );
    });

    it('is settled when that is closed behind the session: no error, and nothing that waits', async () => {
      await deploy();
      const { length } = emulator.sockets;
      nodeRed.send('in', ...frames(audio));
      await untilStatus(nodeRed, 'callback', 'listening');
      close();
      await untilSaid(nodeRed, SAID);
      await untilCallback(emulator, length, (callback) => callback.close !== undefined);
      await untilStatus(nodeRed, 'callback', 'ready');
      assert.deepEqual([nodeRed.received('failed'), nodeRed.received('caught')], [[], []]);
      assert.equal(await deliverForLatest(nodeRed, emulator, resultOf('late', 'Late.')), 200);
      assert.equal(transcriptOf(nodeRed.received('result')), SAID, 'a settled job takes no more');
    });
  });

  for (const callbackMethod of ['WS', 'POST']) {
    it(`by ${callbackMethod} fails when its deadline passes without a further result`, async () => {
      await deploy({ stream: { callbackMethod }, endpoint: { deadline: 2 * SECONDS } });
      nodeRed.send('in', ...frames(audio, { topic: 'mine' }));
      await untilSaid(nodeRed, SAID);
      const [failed] = await nodeRed.until('failed');
      assert.deepEqual([failureOf(failed).code, failed?.topic], ['TIMEOUT', 'mine']);
      assert.match(failureOf(failed).message, /minutes/);
      nodeRed.send('in', ...frames(audio), { action: 'close' });
      const late = await nodeRed.untilSome('result', ({ deepgram }) => deepgram?.late === true);
      assert.deepEqual(
        [late.topic, late.deepgram?.resumed, late.deepgram?.kind],
        [undefined, false, 'stream'],
      );
      assert.equal(nodeRed.received('failed').length, 1);
    });

    it(`by ${callbackMethod} does not fail as long as results come`, async () => {
      await deploy({ stream: { callbackMethod }, endpoint: { deadline: 2 * SECONDS } });
      const from = emulator.sockets.length;
      const until = performance.now() + 5000;
      while (performance.now() < until) {
        const { length } = emulator.deliveries;
        const sentBefore = emulator.sockets[from]?.callback?.sent.length ?? 0;
        // A result without words, but a result.
        nodeRed.send('in', ...frames(silence(0.2)), { action: 'finalize' });
        if (callbackMethod === 'WS')
          await untilCallback(emulator, from, ({ sent }) => sent.length > sentBefore);
        else await emulator.waitForDelivery(() => emulator.deliveries.length > length);
      }
      assert.deepEqual(nodeRed.received('failed'), []);
      close();
    });
  }

  it('by POST is forgotten without a word when its session has ended, and the deadline has passed', async () => {
    await deploy({ stream: { callbackMethod: 'POST' }, endpoint: { deadline: 3 * SECONDS } });
    nodeRed.send('in', ...frames(audio), { action: 'close' });
    await untilSaid(nodeRed, SAID);
    const results = nodeRed.received('result').length;
    // Until then late ones are as good as the others.
    assert.equal(await deliverForLatest(nodeRed, emulator, resultOf('late', 'late')), 200);
    const late = await nodeRed.untilSome('result', ({ payload }) => payload === 'late');
    assert.equal(late.deepgram?.resumed, true);
    for (let time = 0; ; time += 1) {
      assert.equal(await deliverForLatest(nodeRed, emulator, resultOf('late', `later ${time}`)), 200);
      const { payload, deepgram } = (await nodeRed.until('result', results + 2 + time)).at(-1) ?? {};
      if (deepgram?.late) {
        assert.deepEqual([(payload as { type: string }).type, deepgram.resumed], ['Results', false]);
        break;
      }
    }
    assert.deepEqual(nodeRed.received('failed'), []);
  });

  it('leaves no job behind when its handshake is refused', async () => {
    await deploy();
    emulator.fault({ kind: 'socket-refused', status: 403 });
    nodeRed.send('in', ...frames(audio).slice(0, 1));
    const [caught] = await nodeRed.until('caught');
    assert.equal(failureOf(caught).code, 'FORBIDDEN');
    await untilStatus(nodeRed, 'callback', 'ready');
  });

  it('ends with msg.reset, and so does its job', async () => {
    await deploy();
    nodeRed.send('in', ...frames(audio));
    await untilStatus(nodeRed, 'callback', 'listening');
    nodeRed.send('in', { reset: true });
    await untilStatus(nodeRed, 'callback', 'ready');
    assert.deepEqual([nodeRed.received('failed'), nodeRed.received('caught')], [[], []]);
  });

  describe('is refused before anything is opened', () => {
    for (const [what, options, code, words] of [
      [
        'an address and a URL',
        { stream: { callbackUrl: 'wss://example.org/live' } },
        'CONFIG',
        /Both a callback address and a URL/,
      ],
      [
        'an address that is gone',
        { stream: { endpoint: 'gone' } },
        'CONFIG',
        /No callback address is chosen/,
      ],
      ['an address without a public one', { publicUrl: '' }, 'CONFIG', /no public address/],
      [
        'a URL for requests where a WebSocket is to be opened',
        { stream: { endpoint: '', callbackUrl: 'https://example.org' } },
        'BAD_REQUEST',
        /must begin with wss/,
      ],
      [
        'a URL for a WebSocket where requests are to be sent',
        { stream: { endpoint: '', callbackUrl: 'wss://example.org', callbackMethod: 'POST' } },
        'BAD_REQUEST',
        /must begin with https/,
      ],
      [
        'a Flux model, which has no callback',
        { stream: { model: 'flux-general-en' } },
        'BAD_REQUEST',
        /callback does not work with the model flux-general-en/,
      ],
    ] as const) {
      it(`with ${what}`, async () => {
        const { length } = emulator.sockets;
        await deploy(options);
        nodeRed.send('in', ...frames(audio).slice(0, 1));
        const [caught] = await nodeRed.until('caught');
        assert.equal(failureOf(caught).code, code);
        assert.match(failureOf(caught).message, words);
        assert.equal(emulator.sockets.length, length);
      });
    }
  });

  it('is delivered to any WebSocket server, without a job', async () => {
    const server = await startSocketServer();
    try {
      const callbackUrl = `${server.url.replace('http', 'ws')}/live?mine=1`;
      await deploy({ stream: { endpoint: '', callbackUrl: 'to', callbackUrlType: 'msg' } });
      const [first, ...rest] = frames(audio);
      nodeRed.send('in', { ...first, to: callbackUrl }, ...rest);
      const socket = await server.next();
      const said: string[] = [];
      socket.on('message', (text) => said.push(String(text)));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      close();
      await closed;
      assert.match(said.join(), /"transcript":"[^"]*kettle/);
      assert.equal(server.handshakes[0]?.url, '/live?mine=1');
      await nodeRed.untilSome('events', ({ topic }) => topic === 'close');
      assert.deepEqual([nodeRed.received('out'), nodeRed.received('result')], [[], []]);
      await untilStatus(nodeRed, 'callback', 'ready');
    } finally {
      await server.close();
    }
  });
});
