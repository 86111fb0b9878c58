import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { callbackFlow, ENDPOINT_CREDENTIALS } from '../helpers/callback-flow.js';
import { closedPort } from '../helpers/closed-port.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { send } from '../helpers/sender.js';

const DURABLE = `contextStorage: { default: { module: 'localfilesystem', config: { cache: false } } },`;
const MEMORY = `contextStorage: { default: { module: 'memory' } },`;
const BOTH = `contextStorage: { default: { module: 'memory' }, disk: { module: 'localfilesystem', config: { cache: false } } },`;

describe('a job, when Node-RED is killed', () => {
  let emulator: Emulator;
  let userDir: string;
  let port: number;
  let nodeRed: NodeRed;

  beforeEach(async () => {
    emulator = await startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50, retries: 1000 } });
    userDir = await mkdtemp(path.join(tmpdir(), 'node-red-'));
    port = await closedPort();
  });
  afterEach(async () => {
    await emulator.close();
    await nodeRed.stop();
    await rm(userDir, { recursive: true, force: true });
  });

  async function start(settings: string): Promise<void> {
    nodeRed = await startNodeRed({ userDir, settings: `${settings} uiPort: ${port},` });
  }

  async function kill(): Promise<void> {
    nodeRed.process.kill('SIGKILL');
    await once(nodeRed.process, 'exit');
  }

  /** Submits a job, and kills Node-RED while Deepgram works on it. */
  async function submitAndKill(settings: string, endpoint: Record<string, unknown>, message: object) {
    await start(settings);
    await nodeRed.deploy(callbackFlow({ publicUrl: nodeRed.url, url: emulator.url, endpoint }));
    const held = emulator.fault({ kind: 'callback-late' });
    nodeRed.send('in', message);
    const [accepted] = await nodeRed.until('accepted');
    await held.reached;
    await kill();
    return { held, accepted: accepted ?? assert.fail() };
  }

  const lastDelivery = () => emulator.waitForDelivery(({ status }) => status === 200);

  /** Delivers once more what has been delivered. */
  async function deliverAgain(callback = emulator.accepted.at(-1)?.callback): Promise<number> {
    const { pathname, search } = callback ?? assert.fail();
    return (await send(nodeRed.url, { target: pathname + search, body: 'audio' })).status;
  }

  /** Has a text spoken, from its submission to its result. */
  async function speak(payload: string): Promise<void> {
    nodeRed.send('in', { payload, topic: payload });
    await nodeRed.untilSome('out', ({ topic }) => topic === payload);
  }

  for (const [what, settings, endpoint] of [
    ['the default store', DURABLE, {}],
    [
      'a store that it names, with a secret of its own',
      BOTH,
      { store: 'disk', credentials: ENDPOINT_CREDENTIALS },
    ],
  ] as const) {
    it(`is resumed by the next try of its delivery, whole and once, from ${what}`, async () => {
      const message = {
        ...{ _msgid: 'mine', payload: 'After all.', topic: 'mine', blob: Buffer.from([0, 255, 128]) },
        ...{
          when: new Date(86_400_000),
          list: [{ deep: Buffer.from('deep') }],
          bytes: new Float32Array([1.5]),
        },
      };
      const { held, accepted } = await submitAndKill(settings, endpoint, message);
      held.release();
      const refused = await emulator.waitForDelivery(({ error }) => error !== undefined);
      assert.match(refused.error ?? '', /^ECONN/);
      await start(settings);
      const [result] = await nodeRed.until('out');
      await lastDelivery();
      const { payload, deepgram, contentType, ...rest } = result ?? {};
      const { payload: _text, ...original } = message;
      assert.deepEqual(rest, original);
      assert.ok(Buffer.isBuffer(payload) && payload.length > 1000);
      assert.equal(contentType, 'audio/mpeg');
      const { job, requestId, resumed, characters } = deepgram ?? {};
      assert.deepEqual(
        [job, requestId, resumed, characters],
        [accepted.deepgram?.job, accepted.deepgram?.requestId, true, 10],
      );
      const settled = emulator.accepted.at(-1)?.callback;
      assert.equal(await deliverAgain(settled), 200);
      await kill();
      await start(settings);
      await speak('The endpoint listens.');
      assert.equal(await deliverAgain(settled), 200, 'that it is settled outlives a restart as well');
      await speak('Whatever came before has come out.');
      assert.equal(nodeRed.received('out').length, 2);
      assert.deepEqual(nodeRed.received('caught'), []);
      assert.ok(
        emulator.deliveries.every(({ status }) => status !== 401 && status !== 400),
        'its token is never refused',
      );
    });
  }

  it('fails when its deadline has passed, with the original message; the late result comes out alone', async () => {
    const message = { payload: 'Too late.', topic: 'mine', blob: Buffer.from('kept') };
    const { held, accepted } = await submitAndKill(DURABLE, { deadline: 0.05 }, message);
    await start(DURABLE);
    const [caught] = await nodeRed.until('caught');
    const { code, source } = (caught?.error ?? {}) as { code: string; source: { id: string } };
    assert.deepEqual([code, source.id], ['TIMEOUT', 'callback']);
    assert.deepEqual([caught?.topic, caught?.payload, caught?.blob], ['mine', 'Too late.', message.blob]);
    held.release();
    const [late] = await nodeRed.until('out');
    assert.deepEqual(
      [late?.topic, late?.deepgram?.resumed, late?.deepgram?.late, late?.deepgram?.job],
      [undefined, false, true, accepted.deepgram?.job],
    );
    await lastDelivery();
    assert.equal(await deliverAgain(), 200);
    await speak('Whatever came before has come out.');
    assert.deepEqual([nodeRed.received('out').length, nodeRed.received('caught').length], [2, 1]);
  });

  it('is lost with a store in memory: its result comes out alone, once', async () => {
    const endpoint = { credentials: ENDPOINT_CREDENTIALS };
    const { held } = await submitAndKill(MEMORY, endpoint, { payload: 'Forgotten.', topic: 'mine' });
    held.release();
    await start(MEMORY);
    const [result] = await nodeRed.until('out');
    assert.deepEqual([result?.topic, result?.deepgram?.resumed], [undefined, false]);
    assert.ok(Buffer.isBuffer(result?.payload));
    await lastDelivery();
    assert.equal(await deliverAgain(), 200);
    await speak('Whatever came before has come out.');
    assert.equal(nodeRed.received('out').length, 2);
  });
});
