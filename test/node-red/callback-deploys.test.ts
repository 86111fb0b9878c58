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
import { countAt, heapUsed, letClose, untilStatus } from '../helpers/harness-commands.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { connectRaw, type RawConnection, send } from '../helpers/sender.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

const PATH = '/deepgram/callback';
const AUDIO = Buffer.alloc(480_000, 'audio');

describe('a callback address, deployed', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } }),
    ]);
  });
  after(async () => {
    await nodeRed.deploy([]);
    await emulator.close();
  });
  afterEach(() => emulator.clearFaults());

  const flow = ({ endpoint, ...options }: Partial<CallbackFlowOptions> = {}): FlowNode[] =>
    callbackFlow({
      ...{ publicUrl: nodeRed.url, url: emulator.url },
      endpoint: { credentials: ENDPOINT_CREDENTIALS, ...endpoint },
      ...options,
    });

  /** The flow as the editor posts it when credentials are not touched. */
  const unchanged = (nodes: FlowNode[]): FlowNode[] =>
    nodes.map(({ credentials, ...node }) => ({ ...node, id: node.id, type: node.type }));

  async function deliver(requestId: string, path = PATH): Promise<number> {
    const headers = { ...RIGHT, 'content-type': 'application/json' };
    return (await send(nodeRed.url, { target: path, headers, body: transcript(requestId) })).status;
  }

  /** Begins a delivery, and settles when half of it is on the way and the other side has begun to read. */
  async function halfway(token: string): Promise<RawConnection> {
    const connection = await connectRaw(nodeRed.url);
    connection.write(
      `POST ${PATH}?job=${token} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nexpect: 100-continue\r\n` +
        `content-type: audio/mpeg\r\ncontent-length: ${AUDIO.length}\r\n\r\n`,
    );
    await connection.until(/^HTTP\/1\.1 100 /);
    connection.write(AUDIO.subarray(0, 240_000));
    return connection;
  }

  async function again(token: string): Promise<number> {
    return (await send(nodeRed.url, { target: `${PATH}?job=${token}`, body: AUDIO })).status;
  }

  describe('F43 cb.redeploy.mid-body:', () => {
    for (const type of ['full', 'nodes'] as const) {
      it(`a ${type} deploy that changes it while 480 kB come in is a 503, and the next try comes out once`, async () => {
        await nodeRed.deploy(flow());
        const token = makeToken();
        const connection = await halfway(token);
        await nodeRed.deploy(flow({ endpoint: { maxBody: 100 } }), type);
        assert.match(await connection.closed, /\r\n\r\nHTTP\/1\.1 503 [\s\S]*\{"ok":false\}$/);
        assert.equal(await again(token), 200);
        const [{ payload } = {}] = await nodeRed.until('out');
        assert.deepEqual(payload, AUDIO);
        assert.equal(await again(token), 200);
        assert.equal(await deliver('last'), 200);
        await nodeRed.untilSome('out', ({ deepgram }) => deepgram?.requestId === 'last');
        assert.equal(nodeRed.received('out').length, 2);
      });
    }

    it('a deploy of other nodes does not disturb what comes in', async () => {
      await nodeRed.deploy(flow());
      const token = makeToken();
      const connection = await halfway(token);
      const other = unchanged(flow({ speak: { model: 'aura-2-apollo-en' } }));
      await nodeRed.deploy(other, 'nodes');
      connection.write(AUDIO.subarray(240_000));
      assert.match(await connection.closed, /\r\n\r\nHTTP\/1\.1 200 [\s\S]*\{"ok":true\}$/);
      const [{ payload } = {}] = await nodeRed.until('out');
      assert.deepEqual(payload, AUDIO);
    });

    it('between the halves of a full deploy it is 503, never 404; a job that waits is not lost', async () => {
      const more = [onTab('slow', 'test-slow-close')];
      await nodeRed.deploy(flow({ more }));
      const held = emulator.fault({ kind: 'callback-late' });
      nodeRed.send('in', { payload: 'In between.', topic: 'mine' });
      await Promise.all([held.reached, nodeRed.until('accepted')]);
      const deployed = nodeRed.deploy(flow());
      await nodeRed.until('slow');
      assert.equal(await deliver('between'), 503);
      held.release();
      const id = emulator.accepted.at(-1)?.requestId;
      const refused = await emulator.waitForDelivery(({ requestId, ended }) => requestId === id && ended);
      assert.equal(refused.status, 503);
      await letClose(nodeRed, 'slow');
      await deployed;
      const [result] = await nodeRed.until('out');
      assert.deepEqual([result?.topic, result?.deepgram?.resumed], ['mine', true]);
    });

    it('once it is deleted, or has another path, its path is 404', async () => {
      await nodeRed.deploy(flow());
      assert.equal(await deliver('one'), 200);
      await nodeRed.deploy(flow({ endpoint: { path: '/elsewhere' } }), 'nodes');
      assert.deepEqual([await deliver('two'), await deliver('three', '/elsewhere')], [404, 200]);
      const without = unchanged(flow({ endpoint: { path: '/elsewhere' } }));
      await nodeRed.deploy(
        without.filter(({ id }) => id !== 'endpoint'),
        'nodes',
      );
      assert.deepEqual([await deliver('four'), await deliver('five', '/elsewhere')], [404, 404]);
      await nodeRed.deploy(flow());
      assert.equal(await deliver('six'), 200);
    });

    it('a job outlives deploys, with a secret that was made for it', async () => {
      const credentials = { secret: '', username: '', password: '' };
      await nodeRed.deploy(flow({ endpoint: { credentials } }));
      const held = emulator.fault({ kind: 'callback-late' });
      nodeRed.send('in', { payload: 'Long ago.', topic: 'mine' });
      await Promise.all([held.reached, nodeRed.until('accepted')]);
      for (const type of ['full', 'nodes'] as const)
        await nodeRed.deploy(flow({ endpoint: { credentials } }), type);
      held.release();
      const [result] = await nodeRed.until('out');
      assert.deepEqual([result?.topic, result?.deepgram?.resumed], ['mine', true]);
    });
  });

  it('F44 cb.same-path: the second address on one path is red, and the first one goes on', async () => {
    const second = {
      ...{ id: 'second', type: 'deepgram-callback-endpoint', path: PATH, listen: 'node-red' },
      credentials: ENDPOINT_CREDENTIALS,
    };
    const more = [
      second,
      { ...onTab('second-in', 'deepgram-callback-in'), endpoint: 'second', wires: [['second-out']] },
      onTab('second-out', 'test-sink'),
    ];
    const from = nodeRed.log().length;
    await nodeRed.deploy(flow({ more }));
    await untilStatus(nodeRed, 'second-in', 'path in use');
    assert.match(
      nodeRed.log().slice(from),
      /endpoint:second\] Another callback address has the path \/deepgram\/callback/,
    );
    assert.equal(await deliver('first'), 200);
    await nodeRed.until('out');
    assert.equal(nodeRed.received('second-out').length, 0);
    // With the first one gone, the second one takes over.
    const left = flow({ more }).filter(({ id }) => id !== 'endpoint');
    await nodeRed.deploy(left);
    assert.equal(await deliver('second'), 200);
    await nodeRed.until('second-out');
  });

  it('F49 nr.redeploy.x100: after 100 deploys under load everything is as after five of them', async function () {
    this.timeout(60_000);
    const more = [onTab('counter', 'test-counter')];
    const counted = (maxBody: number) =>
      flow({ endpoint: { maxBody }, callbackIn: { wires: [['counter']] }, more });
    await nodeRed.deploy(counted(1));
    let isOver = false;
    let sent = 0;
    const statuses = new Map<number, number>();
    const loading = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        sent += 1;
        const status = await deliver(`load-${sent}`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    /** What is open when nothing is on its way. */
    const measure = async () => {
      const { sockets, timers, listeners, routes, rss } = await nodeRed.resources();
      return { open: { sockets, timers, listeners, routes }, rss, heap: await heapUsed(nodeRed) };
    };
    // Posted as the editor does: with their credentials, so that each of them replaces the address.
    for (let turn = 1; turn <= 5; turn++) await nodeRed.deploy(counted(turn), turn % 2 ? 'full' : 'nodes');
    const early = await measure();
    for (let turn = 6; turn <= 100; turn++) await nodeRed.deploy(counted(turn), turn % 2 ? 'full' : 'nodes');
    isOver = true;
    await Promise.all(loading);
    let late = await measure();
    // The status that a deepgram-callback-in shows at the end has a timer of its own, of 250 ms.
    while (late.open.timers > early.open.timers) late = await measure();
    assert.deepEqual({ ...late.open, timers: 0 }, { ...early.open, timers: 0 });
    // What is in use must not grow; how much of what is not in use goes back at once is the allocator's affair.
    const [heap, rss] = [late.heap - early.heap, late.rss - early.rss].map((bytes) => bytes / 2 ** 20);
    assert.ok((heap ?? 0) < 10 && (rss ?? 0) < 128, `${heap} MB more in use, ${rss} MB more in all`);
    assert.deepEqual(
      [...statuses.keys()].filter((status) => status !== 200 && status !== 503),
      [],
    );
    assert.ok((statuses.get(200) ?? 0) > 100, JSON.stringify([...statuses]));
    assert.equal(await deliver('after'), 200);
    assert.equal(nodeRed.log().match(/.*MaxListenersExceededWarning.*/)?.[0], undefined);
    assert.ok((await countAt(nodeRed, 'counter')).messages >= 1);
  });
});
