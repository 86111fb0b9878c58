import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { ENDPOINT_CREDENTIALS, makeToken, RIGHT } from '../helpers/callback-flow.js';
import {
  callbackStreamFlow,
  changed,
  deliverForLatest,
  frames,
  sayRaw,
  silence,
  transcriptOf,
  untilCallback,
  untilSaid,
} from '../helpers/callback-stream-flow.js';
import { call, resultOf, untilSo } from '../helpers/calling-socket.js';
import { countAt, letClose, untilStatus } from '../helpers/harness-commands.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

const PATH = '/deepgram/callback';
const TEXT = 'The kettle is on, and the cat has been fed.';
const SAID = 'the kettle is on and the cat has been fed';

describe('the results of a live stream, while flows are deployed', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let audio: Buffer;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } }),
    ]);
    audio = await sayRaw(emulator, TEXT);
  });
  after(async () => {
    await nodeRed.deploy([]);
    await emulator.close();
  });
  afterEach(() => emulator.clearFaults());

  const flow = (callbackMethod = 'WS', more: FlowNode[] = []): FlowNode[] =>
    callbackStreamFlow({
      ...{ publicUrl: nodeRed.url, url: emulator.url, stream: { callbackMethod }, more },
      endpoint: { credentials: ENDPOINT_CREDENTIALS },
    });

  /** Sends a part of the audio, and waits until the stream is delivered. @returns how many sockets there were before */
  async function begin(part: Buffer): Promise<number> {
    const { length } = emulator.sockets;
    nodeRed.send('in', ...frames(part));
    await nodeRed.untilSome('events', ({ topic }) => topic === 'open');
    return length;
  }

  const half = () => audio.subarray(0, Math.floor(audio.length / 4) * 2);
  const rest = () => audio.subarray(half().length);

  for (const callbackMethod of ['WS', 'POST']) {
    it(`by ${callbackMethod} are not disturbed by a deploy of another tab`, async () => {
      const nodes = flow(callbackMethod);
      await nodeRed.deploy(nodes);
      const from = await begin(half());
      for (const type of ['nodes', 'flows'] as const) {
        await nodeRed.deploy(changed(nodes, { elsewhere: { name: type } }), type);
      }
      nodeRed.send('in', ...frames(rest()), { action: 'close' });
      await untilSaid(nodeRed, SAID);
      assert.equal(transcriptOf(nodeRed.received('result')), SAID);
      assert.equal(emulator.sockets.length - from, 1, 'one stream all the time');
      assert.deepEqual([nodeRed.received('failed'), nodeRed.received('caught')], [[], []]);
    });

    it(`by ${callbackMethod} wait for a callback-in that is deployed in the middle: none is lost`, async () => {
      const nodes = flow(callbackMethod, [{ ...onTab('slow', 'test-slow-close') }]);
      await nodeRed.deploy(nodes);
      const from = await begin(half());
      const without = nodes.filter(({ id }) => id !== 'slow');
      const deployed = nodeRed.deploy(changed(without, { callback: { name: 'changed' } }), 'nodes');
      // The old callback-in is closed by now, and the new one is not there yet.
      await nodeRed.until('slow');
      nodeRed.send('in', ...frames(rest()));
      if (callbackMethod === 'POST') await emulator.waitForDelivery(({ status }) => status === 503);
      else
        await untilCallback(emulator, from, ({ sent }) =>
          sent.some(({ json }) => json.speech_final === true),
        );
      await letClose(nodeRed, 'slow');
      await deployed;
      nodeRed.send('in', { action: 'close' });
      await untilSaid(nodeRed, SAID);
      assert.equal(transcriptOf(nodeRed.received('result')), SAID);
      assert.equal(emulator.sockets.length - from, 1);
      assert.deepEqual([nodeRed.received('failed'), nodeRed.received('caught')], [[], []]);
    });
  }

  it('wait on the other side where more come than may wait here: all come, in order', async () => {
    const more = [onTab('slow', 'test-slow-close'), onTab('counter', 'test-counter')];
    const nodes = callbackStreamFlow({
      ...{ publicUrl: nodeRed.url, url: emulator.url, more },
      ...{ endpoint: { credentials: ENDPOINT_CREDENTIALS }, callbackIn: { wires: [['counter']] } },
    });
    await nodeRed.deploy(nodes);
    await untilStatus(nodeRed, 'callback', 'ready');
    const { say, ws } = await call(nodeRed.url, PATH, RIGHT);
    const { rss } = await nodeRed.resources();
    const without = nodes.filter(({ id }) => id !== 'slow');
    const deployed = nodeRed.deploy(changed(without, { callback: { name: 'changed' } }), 'nodes');
    await nodeRed.until('slow');
    const words = 'word '.repeat(1000);
    const count = 10_000;
    for (let start = 0; start < count; start += 1) say(resultOf(`waiting ${start}`, words, start));
    // By now the network has taken what it can, and this side has most of it.
    await untilSo(async () => {
      const before = ws.bufferedAmount;
      await nodeRed.resources();
      return ws.bufferedAmount === before;
    });
    const waiting = ws.bufferedAmount;
    const grown = (await nodeRed.resources()).rss - rss;
    await letClose(nodeRed, 'slow');
    await deployed;
    await untilSo(async () => (await countAt(nodeRed, 'counter')).messages >= count);
    assert.deepEqual(await countAt(nodeRed, 'counter'), { messages: count, distinct: count });
    assert.ok(waiting > 20 * 2 ** 20, `${waiting / 2 ** 20} MB waited here`);
    assert.ok(grown < 40 * 2 ** 20, `${grown / 2 ** 20} MB waited there`);
    ws.terminate();
  });

  it('lose their WebSocket with 1001 when the address is deployed; the next one takes the rest', async () => {
    const nodes = flow();
    await nodeRed.deploy(nodes);
    await untilStatus(nodeRed, 'callback', 'ready');
    const { closed } = await call(nodeRed.url, PATH, RIGHT);
    const { ws, closed: stubborn } = await call(nodeRed.url, PATH, RIGHT);
    // Who does not answer the close frame is not waited for.
    ws.pause();
    await nodeRed.deploy(changed(nodes, { endpoint: { maxBody: 10 } }), 'nodes');
    assert.equal(await closed, 1001);
    ws.resume();
    assert.ok([1001, 1006].includes(await stubborn));
    await untilStatus(nodeRed, 'callback', 'ready');
    const again = await call(nodeRed.url, PATH, RIGHT);
    again.say(resultOf('again', 'Hello.'));
    await nodeRed.untilSome('result', ({ deepgram }) => deepgram?.requestId === 'again');
    await nodeRed.deploy([]);
    assert.equal(await again.closed, 1001, 'and so it does when the address is deleted');
  });

  it('that were kept for an utterance’s end leave when that comes in the middle of a deploy', async () => {
    const nodes = callbackStreamFlow({
      ...{ publicUrl: nodeRed.url, url: emulator.url, more: [onTab('slow', 'test-slow-close')] },
      endpoint: { credentials: ENDPOINT_CREDENTIALS },
      stream: { callbackMethod: 'POST', emit: 'utterance' },
    });
    await nodeRed.deploy(nodes);
    // What Deepgram itself has to say would end the utterance.
    const held = emulator.fault({ kind: 'callback-late' });
    const from = await begin(silence(0.1));
    const { pathname, search } = new URL(emulator.sockets[from]?.query.get('callback') ?? '');
    const { say, ws, closed } = await call(nodeRed.url, pathname + search);
    nodeRed.send('in', { reset: true });
    await untilStatus(nodeRed, 'callback', 'ready');
    say(resultOf('by hand', 'one', 0, { speech_final: false }));
    const ponged = once(ws, 'pong');
    ws.ping();
    await ponged;
    const without = nodes.filter(({ id }) => id !== 'slow');
    const deployed = nodeRed.deploy(changed(without, { callback: { name: 'changed' } }), 'nodes');
    await nodeRed.until('slow');
    assert.deepEqual(nodeRed.received('result'), []);
    ws.close(1000);
    assert.equal(await closed, 1000);
    await nodeRed.resources();
    await letClose(nodeRed, 'slow');
    await deployed;
    await nodeRed.untilSome('result', ({ payload }) => payload === 'one');
    held.release();
  });

  it('lose it with 1013 when nobody takes them any more', async () => {
    const nodes = flow();
    await nodeRed.deploy(nodes);
    await untilStatus(nodeRed, 'callback', 'ready');
    const { say, closed } = await call(nodeRed.url, `${PATH}?job=${makeToken()}`);
    await nodeRed.deploy(
      changed(nodes).filter(({ id }) => id !== 'callback'),
      'nodes',
    );
    say(resultOf('nobody', 'Hello?'));
    assert.equal(await closed, 1013);
  });

  it('go on over a new stream when the node that hears is deployed: the words of both come', async () => {
    const nodes = flow();
    await nodeRed.deploy(nodes);
    const from = await begin(audio);
    await nodeRed.deploy(changed(nodes, { stream: { name: 'changed' } }), 'nodes');
    await untilSaid(nodeRed, SAID);
    await untilCallback(emulator, from, ({ close }) => close?.code === 1000);
    nodeRed.send('in', ...frames(audio), { action: 'close' });
    await untilSaid(nodeRed, `${SAID} ${SAID}`);
    await untilStatus(nodeRed, 'callback', 'ready');
    assert.deepEqual(nodeRed.received('failed'), []);
  });

  it('by POST keep the beginning of an utterance while the address itself is deployed', async () => {
    const nodes = callbackStreamFlow({
      ...{ publicUrl: nodeRed.url, url: emulator.url },
      endpoint: { credentials: ENDPOINT_CREDENTIALS },
      stream: { callbackMethod: 'POST', emit: 'utterance' },
    });
    await nodeRed.deploy(nodes);
    await begin(half());
    const post = (transcript: string, more = {}) =>
      deliverForLatest(nodeRed, emulator, resultOf('by hand', transcript, 0, more));
    assert.equal(await post('one', { speech_final: false }), 200);
    await nodeRed.deploy(changed(nodes, { endpoint: { maxBody: 10 } }), 'nodes');
    await untilSo(async () => (await post('two')) === 200);
    await nodeRed.untilSome('result', ({ payload }) => payload === 'one two');
    nodeRed.send('in', { reset: true });
  });
});
