import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import {
  callbackStreamFlow,
  frames,
  sayRaw,
  transcriptOf,
  untilSaid,
} from '../helpers/callback-stream-flow.js';
import { closedPort } from '../helpers/closed-port.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';

const DURABLE = `contextStorage: { default: { module: 'localfilesystem', config: { cache: false } } },`;
const SAID = 'the kettle is on and the cat has been fed';

describe('results of a live stream that come by POST, when Node-RED is killed', () => {
  let emulator: Emulator;
  let userDir: string;
  let port: number;
  let nodeRed: NodeRed;
  before(async () => {
    // What is sent to the client as well tells how far the emulator is.
    const listenStream = { results: 'both' } as const;
    emulator = await startEmulator({
      ...{ callbacks: { anyPort: true, retryEveryMs: 50, retries: 1000 }, listenStream },
    });
    userDir = await mkdtemp(path.join(tmpdir(), 'node-red-'));
    port = await closedPort();
  });
  after(async () => {
    await emulator.close();
    await nodeRed.stop();
    await rm(userDir, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    nodeRed = await startNodeRed({ userDir, settings: `${DURABLE} uiPort: ${port},` });
  }

  for (const [what, action, last] of [
    ['behind its session', { action: 'close' }, 'Metadata'],
    ['in the middle of it', { action: 'finalize' }, 'Results'],
  ] as const) {
    it(`${what}: find their message again, each once`, async function () {
      // Node-RED is started twice.
      this.timeout(60_000);
      await start();
      await nodeRed.deploy(
        callbackStreamFlow({
          ...{ publicUrl: nodeRed.url, url: emulator.url, stream: { callbackMethod: 'POST' } },
        }),
      );
      const audio = await sayRaw(emulator, 'The kettle is on, and the cat has been fed.');
      const held = emulator.fault({ kind: 'callback-late' });
      nodeRed.send('in', ...frames(audio, { topic: 'mine', blob: Buffer.from([0, 255]) }), action);
      await nodeRed.until('completed', frames(audio).length + 1);
      await emulator.waitForSocket(
        ({ sent, open }) =>
          open === (last === 'Results') &&
          sent.some(
            ({ type, json }) => type === last && (last === 'Metadata' || json.from_finalize === true),
          ),
      );
      await held.reached;
      nodeRed.process.kill('SIGKILL');
      await once(nodeRed.process, 'exit');
      held.release();
      await emulator.waitForDelivery(({ error }) => error !== undefined);
      await start();
      const results = await untilSaid(nodeRed, SAID);
      await emulator.waitForDelivery(({ status }) => status === 200);
      assert.equal(transcriptOf(results), SAID);
      for (const { topic, blob, deepgram } of results)
        assert.deepEqual([topic, blob, deepgram?.resumed], ['mine', Buffer.from([0, 255]), true]);
      assert.deepEqual(nodeRed.received('failed'), []);
      assert.ok(emulator.deliveries.every(({ status }) => status !== 401 && status !== 400));
      await nodeRed.stop();
    });
  }
});
