import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import {
  type CallbackFlowOptions,
  callbackFlow,
  ENDPOINT_CREDENTIALS,
  makeToken,
  RIGHT,
  transcript,
} from '../helpers/callback-flow.js';
import { countAt } from '../helpers/harness-commands.js';
import type { NodeRed, Received } from '../helpers/node-red.js';
import { send } from '../helpers/sender.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

const PATH = '/deepgram/callback';
const PROVEN = { ...RIGHT, 'content-type': 'application/json' };

type Failure = { code: string; message: string; cause: { requestId?: string } };

describe('a callback address', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } }),
    ]);
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  const deploy = ({ endpoint, ...options }: Partial<CallbackFlowOptions> = {}) =>
    nodeRed.deploy(
      callbackFlow({
        ...{ publicUrl: nodeRed.url, url: emulator.url },
        endpoint: { credentials: ENDPOINT_CREDENTIALS, ...endpoint },
        ...options,
      }),
    );

  /** Another program's result comes in. */
  const deliver = (requestId: string, target = PATH) =>
    send(nodeRed.url, { target, headers: PROVEN, body: transcript(requestId) });

  /** Something comes in and leaves after all that came before it. */
  async function settle(): Promise<void> {
    assert.equal((await deliver('the last one')).status, 200);
    await nodeRed.untilSome('out', ({ deepgram }) => deepgram?.requestId === 'the last one');
  }

  /** What has come out, but for what `settle` sent. */
  const outputs = () =>
    nodeRed.received('out').filter(({ deepgram }) => deepgram?.requestId !== 'the last one');

  /** The statuses of all attempts to deliver the latest request, once there are so many. */
  async function attempts(count: number): Promise<(number | string | undefined)[]> {
    const id = emulator.accepted.at(-1)?.requestId;
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const all = await Promise.all(
      numbers.map((number) =>
        emulator.waitForDelivery(
          ({ attempt, requestId, ended }) => requestId === id && attempt === number && ended,
        ),
      ),
    );
    return all.map(({ status, error }) => status ?? error);
  }

  async function accepted(message: object): Promise<Received> {
    nodeRed.send('in', message);
    return (await nodeRed.until('accepted'))[0] ?? assert.fail();
  }

  for (const together of [false, true]) {
    const when = together ? 'at the same moment' : 'one after another';
    it(`F37 cb.duplicate: a result that comes 10 times ${when} is 10 × 200 and one message`, async () => {
      await deploy();
      emulator.fault({ kind: 'callback-duplicate', copies: 10, together });
      await accepted({ payload: 'Ten times.', topic: 'mine' });
      assert.deepEqual(await attempts(10), Array(10).fill(200));
      await settle();
      assert.deepEqual(
        outputs().map(({ topic, deepgram }) => [topic, deepgram?.resumed]),
        [['mine', true]],
      );
      assert.deepEqual(nodeRed.received('caught'), []);
    });
  }

  it('F37 another program’s result that comes 10 times at the same moment is 10 × 200 and one message', async () => {
    await deploy();
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver('theirs')));
    assert.ok(answers.every(({ status, text }) => status === 200 && text === '{"ok":true}'));
    await settle();
    assert.equal(outputs().length, 1);
  });

  it('F47 cb.put: PUT does what POST does', async () => {
    await deploy();
    const sending = { method: 'PUT', target: PATH, headers: PROVEN, body: transcript('put') };
    assert.equal((await send(nodeRed.url, sending)).status, 200);
    await nodeRed.untilSome('out', ({ deepgram }) => deepgram?.requestId === 'put');
    const target = `${PATH}?job=${makeToken()}`;
    assert.equal((await send(nodeRed.url, { method: 'PUT', target, body: 'audio' })).status, 200);
    const { payload } = await nodeRed.untilSome('out', ({ deepgram }) => deepgram?.kind === 'speech');
    assert.deepEqual(payload, Buffer.from('audio'));
  });

  it('takes a transcript larger than what Node-RED takes for its editor', async () => {
    await deploy();
    const body = transcript('large', { words: Array(400_000).fill('two hours of it') });
    assert.ok(body.length > 6e6);
    const { status } = await send(nodeRed.url, { target: PATH, headers: PROVEN, body });
    assert.equal(status, 200);
    const { payload } = await nodeRed.untilSome('out', ({ deepgram }) => deepgram?.requestId === 'large');
    assert.equal((payload as { words: string[] }).words.length, 400_000);
  });

  it('refuses a delivery for another API key, and does not miss a header that is not promised', async () => {
    await deploy({ endpoint: { keyId: 'our-key' } });
    const withKey = (key: object) =>
      send(nodeRed.url, { target: PATH, headers: { ...PROVEN, ...key }, body: transcript('x') });
    assert.equal((await withKey({ 'dg-token': 'their-key' })).status, 401);
    assert.equal((await withKey({ 'dg-token': 'our-key' })).status, 200);
    assert.equal((await withKey({})).status, 200);
  });

  it('takes what proves nothing when it is told to, but no wrong token', async () => {
    await deploy({
      endpoint: { acceptUnproven: true, credentials: { secret: '', username: '', password: '' } },
    });
    const unproven = { target: PATH, headers: { 'content-type': 'application/json' }, body: transcript('x') };
    assert.equal((await send(nodeRed.url, unproven)).status, 200);
    const withToken = { ...unproven, target: `${PATH}?job=${makeToken()}` };
    assert.equal((await send(nodeRed.url, withToken)).status, 401);
  });

  it('asks Deepgram to try again as long as no deepgram-callback-in takes what comes', async () => {
    await deploy({ callbackIn: { scope: ['another'] } });
    await accepted({ payload: 'For nobody.', topic: 'mine' });
    assert.deepEqual(await attempts(1), [503]);
    const theirs = await deliver('theirs');
    assert.deepEqual(
      [theirs.status, theirs.text, theirs.headers['retry-after']],
      [503, '{"ok":false}', '30'],
    );
    const flow = callbackFlow({
      ...{ publicUrl: nodeRed.url, url: emulator.url },
      endpoint: { credentials: ENDPOINT_CREDENTIALS },
    });
    await nodeRed.deploy(flow, 'nodes');
    const [result] = await nodeRed.until('out');
    assert.deepEqual([result?.topic, result?.deepgram?.resumed], ['mine', true]);
  });

  describe('F42 cb.flow-throws', () => {
    const through = (func: string) => ({
      callbackIn: { wires: [['function']] },
      more: [
        { ...onTab('function', 'function'), func, outputs: 1, wires: [['out', 'counter']] },
        onTab('counter', 'test-counter'),
      ],
    });

    async function times(): Promise<number[]> {
      const all: number[] = [];
      for (let turn = 0; turn < 30; turn++) {
        const begun = performance.now();
        assert.equal((await deliver(`turn-${turn}`)).status, 200);
        all.push(performance.now() - begun);
      }
      return all.sort((a, b) => a - b);
    }

    it('a flow that throws has no part in the answer: 200, once, and the error is caught', async () => {
      await deploy(through('throw new Error("downstream")'));
      await accepted({ payload: 'Into the trap.' });
      assert.deepEqual(await attempts(1), [200]);
      const [caught] = await nodeRed.until('caught');
      const { message, source } = (caught?.error ?? {}) as { message: string; source: { id: string } };
      assert.match(message, /downstream/);
      assert.equal(source.id, 'function');
      assert.equal((await deliver('next')).status, 200);
      await nodeRed.until('caught', 2);
      assert.equal(nodeRed.received('caught').length, 2, 'nothing was delivered twice');
    });

    it('a flow that takes forever has no part in the answer: it comes as fast as without a flow', async () => {
      await deploy(through('return msg;'));
      const quick = await times();
      await nodeRed.until('out', 30);
      await deploy(through('await new Promise(() => {}); return msg;'));
      const slow = await times();
      const [before = 0, now = 0] = [quick[15], slow[15]];
      assert.ok(now < before + 50, `${now} ms with a slow flow, ${before} ms without`);
      assert.deepEqual(await countAt(nodeRed, 'counter'), { messages: 0, distinct: 0 });
    });
  });

  describe('lets a failure be seen:', () => {
    it('Deepgram’s own error comes with its code and the original message', async () => {
      await deploy();
      emulator.fault({ kind: 'callback-error', code: 'SYNTHESIS_FAILED', message: 'The voice is hoarse.' });
      const { deepgram } = await accepted({ payload: 'Cough.', topic: 'mine', blob: Buffer.from('kept') });
      assert.deepEqual(await attempts(1), [200]);
      const [caught] = await nodeRed.until('caught');
      const { error, ...message } = caught ?? {};
      const { message: words, cause } = error as Failure;
      assert.match(words, /The voice is hoarse/);
      assert.match(JSON.stringify(error), /SYNTHESIS_FAILED/);
      assert.equal(cause.requestId, deepgram?.requestId);
      assert.deepEqual(
        [message.topic, message.payload, message.blob],
        ['mine', 'Cough.', Buffer.from('kept')],
      );
      await settle();
      assert.equal(outputs().length, 0);
      assert.equal(nodeRed.received('caught').length, 1);
    });

    it('a missed deadline is a TIMEOUT with the original message; the late result comes out once, alone', async () => {
      await deploy({ endpoint: { credentials: ENDPOINT_CREDENTIALS, deadline: 0.005 } });
      const held = emulator.fault({ kind: 'callback-late' });
      const { deepgram } = await accepted({ payload: 'Too late.', topic: 'mine' });
      const [caught] = await nodeRed.until('caught');
      const { code, message, cause } = (caught?.error ?? {}) as Failure;
      assert.equal(code, 'TIMEOUT');
      assert.match(message, /No result came within/);
      assert.equal(cause.requestId, deepgram?.requestId);
      assert.deepEqual([caught?.topic, caught?.payload], ['mine', 'Too late.']);
      const isRed = ({ status }: Received) => (status as { fill?: string }).fill === 'red';
      await nodeRed.untilSome('status', isRed);
      const { length } = nodeRed.received('status');
      held.release();
      const [late] = await nodeRed.until('out');
      assert.deepEqual(
        [late?.topic, late?.deepgram?.resumed, late?.deepgram?.late, late?.deepgram?.job],
        [undefined, false, true, deepgram?.job],
      );
      assert.equal(late?.deepgram?.requestId, deepgram?.requestId);
      const again = emulator.accepted.at(-1)?.callback ?? assert.fail();
      const target = again.pathname + again.search;
      assert.equal((await send(nodeRed.url, { target, body: 'again' })).status, 200);
      await settle();
      assert.deepEqual([outputs().length, nodeRed.received('caught').length], [1, 1]);
      const isGreen = ({ status }: Received) => (status as { fill?: string }).fill === 'green';
      await nodeRed.untilTrue(() => nodeRed.received('status').slice(length).some(isGreen));
    });

    it('a result that does not come at all is a TIMEOUT, and no more', async () => {
      await deploy({ endpoint: { deadline: 0.002 } });
      emulator.fault({ kind: 'callback-lost' });
      await accepted({ payload: 'Lost.', topic: 'mine' });
      const [caught] = await nodeRed.until('caught');
      assert.deepEqual([((caught?.error ?? {}) as Failure).code, caught?.topic], ['TIMEOUT', 'mine']);
      assert.equal(outputs().length, 0);
    });

    it('audio that is said to be JSON, and can’t be, is an error', async () => {
      await deploy();
      emulator.fault({ kind: 'callback-garbage' });
      await accepted({ payload: 'Garbled.', topic: 'mine' });
      const [caught] = await nodeRed.until('caught');
      assert.deepEqual([((caught?.error ?? {}) as Failure).code, caught?.topic], ['PROTOCOL', 'mine']);
      assert.deepEqual(new Set(await attempts(11)), new Set([400]));
      assert.equal(nodeRed.received('caught').length, 1, 'once, however often it comes');
    });
  });

  it('takes a result that outruns its acknowledgement', async () => {
    await deploy();
    emulator.fault({ kind: 'callback-early' });
    nodeRed.send('in', { payload: 'Early.', topic: 'mine' });
    const [result] = await nodeRed.until('out');
    const [submitted] = await nodeRed.until('accepted');
    assert.deepEqual([result?.topic, result?.deepgram?.resumed], ['mine', true]);
    assert.equal(result?.deepgram?.job, submitted?.deepgram?.job);
    await settle();
    assert.equal(outputs().length, 1);
    assert.deepEqual(nodeRed.received('caught'), []);
  });

  it('gives each message its own result, in whatever order they come', async () => {
    await deploy();
    const held = [0, 1, 2].map(() => emulator.fault({ kind: 'callback-late' }));
    for (const topic of ['first', 'second', 'third']) {
      nodeRed.send('in', { payload: `I am the ${topic}.`, topic });
    }
    const submitted = await nodeRed.until('accepted', 3);
    await Promise.all(held.map(({ reached }) => reached));
    for (const [index, { release }] of held.reverse().entries()) {
      release();
      await nodeRed.until('out', index + 1);
    }
    const jobs = (messages: Received[]) =>
      new Map(messages.map(({ topic, deepgram }) => [topic, [deepgram?.job, deepgram?.requestId]]));
    const results = await nodeRed.until('out', 3);
    const byTopic = (all: Map<unknown, unknown>) => Object.fromEntries(all);
    assert.deepEqual(byTopic(jobs(results)), byTopic(jobs(submitted)));
    for (const { payload, topic } of results) assert.ok(Buffer.isBuffer(payload), String(topic));
  });

  for (const afterBytes of [0, 500]) {
    it(`waits for the next try when a delivery breaks off after ${afterBytes} bytes`, async () => {
      await deploy();
      emulator.fault({ kind: 'callback-cut', afterBytes, attempts: 2 });
      await accepted({ payload: 'Three tries.', topic: 'mine' });
      assert.deepEqual(await attempts(3), ['CUT', 'CUT', 200]);
      await settle();
      assert.deepEqual(
        outputs().map(({ topic, deepgram }) => [topic, deepgram?.resumed]),
        [['mine', true]],
      );
      assert.deepEqual(nodeRed.received('caught'), []);
    });
  }
});
