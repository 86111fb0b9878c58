import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { openLedger } from '../helpers/ledger.js';
import { type NodeRed, type Resources, startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab, speakFlow } from '../helpers/speak-flow.js';

const LONG = 'A sentence that takes a while to be spoken from its beginning to its end.';

describe('deepgram-speak, life cycle', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });
  beforeEach(() => emulator.clearFaults());
  after(() => emulator.clearFaults());

  /** Brings a request into a phase; resolves when it is there. */
  const phases: Record<string, { account?: object; enter(): Promise<unknown> }> = {
    queued: {
      account: { concurrency: 1 },
      enter: () => emulator.fault({ kind: 'hold', times: Number.POSITIVE_INFINITY }).reached,
    },
    'waiting for headers': {
      enter: () => emulator.fault({ kind: 'hold', times: Number.POSITIVE_INFINITY }).reached,
    },
    streaming: {
      enter: () =>
        emulator.fault({ kind: 'hold', afterBytes: 2000, times: Number.POSITIVE_INFINITY }).reached,
    },
    'waiting to try again': {
      enter: () => {
        emulator.fault({ kind: 'status', status: 429, retryAfter: 30, times: Number.POSITIVE_INFINITY });
        return nodeRed.untilSome('status', ({ status }) => (status as { fill?: string }).fill === 'yellow');
      },
    },
  };

  for (const [phase, { account, enter }] of Object.entries(phases)) {
    for (const type of ['full', 'nodes'] as const) {
      it(`F48 nr.redeploy.mid-stream: a ${type} deploy while ${phase} ends the request at once, silently`, async () => {
        const flow = speakFlow({
          url: emulator.url,
          ...(account && { account: { ...account } }),
          speak: { result: 'parts', params: { encoding: 'linear16' } },
        });
        await nodeRed.deploy(flow);
        const ledger = await openLedger(nodeRed);
        const before = await nodeRed.resources();
        ledger.post({ payload: LONG }, { payload: LONG });
        await enter();
        const asked = Date.now();
        const changed = flow.map((node) => (node.id === 'speak' ? { ...node, longText: 'refuse' } : node));
        await nodeRed.deploy(changed, type);
        assert.ok(Date.now() - asked < 2500, `${Date.now() - asked} ms`);
        assert.deepEqual(nodeRed.received('caught'), [], "what a deploy ends is nobody's error");
        const outputs = nodeRed.received('out').length;
        emulator.clearFaults();
        nodeRed.send('in', { payload: 'The next one.', topic: 'next' });
        await nodeRed.untilSome('out', ({ topic, complete }) => topic === 'next' && complete === true);
        const late = nodeRed.received('out').slice(outputs);
        assert.ok(
          late.every(({ topic }) => topic === 'next'),
          'nothing comes out after the deploy',
        );
        assert.deepEqual(open(await nodeRed.resources()), open(before));
        const { status } = nodeRed.received('status').at(-1) ?? {};
        assert.equal((status as { fill?: string }).fill, 'green');
      });
    }
  }

  it('F48 a deploy while connecting to a server that never finishes the handshake ends it at once', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as { port: number };
    await nodeRed.deploy(speakFlow({ url: `https://127.0.0.1:${port}` }));
    nodeRed.send('in', { payload: LONG });
    const [connected] = (await once(mute, 'connection')) as [Socket];
    const asked = Date.now();
    await nodeRed.deploy(speakFlow({ url: emulator.url }));
    assert.ok(Date.now() - asked < 2500, `${Date.now() - asked} ms`);
    connected.destroy();
    mute.close();
    assert.equal((await (await openLedger(nodeRed)).say({ payload: 'The next one.' })).outputs.length, 1);
  });

  it('F48 in a full deploy, no connection to the account that was is left', async () => {
    // One of its own: the tests themselves keep connections to the shared one.
    const own = await startEmulator();
    try {
      await nodeRed.deploy(speakFlow({ url: own.url }));
      await openLedger(nodeRed);
      assert.ok(own.openConnections() > 0);
      await nodeRed.deploy([{ id: 'tab', type: 'tab', label: 'empty' }, onTab('in', 'test-source')]);
      while (own.openConnections() > 0) await new Promise(setImmediate);
    } finally {
      await own.close();
    }
  });

  it('F49 nr.redeploy.x100: after 100 deploys under load all is as after 5', async function () {
    this.timeout(120_000);
    const flow = speakFlow({ url: emulator.url });
    const books: Resources[] = [];
    for (let round = 1; round <= 100; round++) {
      await nodeRed.deploy(flow);
      nodeRed.send('in', ...Array.from({ length: 5 }, () => ({ payload: 'Under load.' })));
      if (round === 5 || round === 100) {
        await nodeRed.until('completed', 5);
        books.push(await nodeRed.resources());
      }
    }
    const [early, late] = books as [Resources, Resources];
    assert.deepEqual(open(late), open(early));
    assert.ok(late.rss - early.rss < 40 * 1024 * 1024, `${(late.rss - early.rss) / 1024 / 1024} MB`);
    assert.deepEqual(nodeRed.received('caught'), []);
  });

  it('F50 nr.config.missing: no error at start, one for each message, and the key of the next deploy counts', async () => {
    const flow = speakFlow({ url: emulator.url, key: 'old-key' });
    await nodeRed.deploy(flow.filter(({ id }) => id !== 'account'));
    assert.deepEqual(nodeRed.received('caught'), []);
    nodeRed.send('in', { payload: 'One.' }, { payload: 'Two.' });
    const caught = await nodeRed.until('caught', 2);
    assert.deepEqual(
      caught.map(({ error }) => (error as { code: string }).code),
      ['CONFIG', 'CONFIG'],
    );
    const red = await nodeRed.untilSome(
      'status',
      ({ status }) => (status as { fill?: string }).fill === 'red',
    );
    assert.equal((red.status as { text: string }).text, 'no account');

    await nodeRed.deploy(flow);
    nodeRed.send('in', { payload: 'With the old key.' });
    await nodeRed.until('caught');
    await nodeRed.deploy(speakFlow({ url: emulator.url }), 'nodes');
    const { length } = emulator.requests;
    nodeRed.send('in', { payload: 'With the new key.' });
    await nodeRed.until('out');
    const keys = emulator.requests.slice(length).map(({ headers }) => headers.authorization);
    assert.deepEqual(keys, ['Token emulator-key']);

    await nodeRed.deploy(speakFlow({ url: emulator.url }));
    await (await openLedger(nodeRed)).balance();
  });

  it('undici is loaded by the first request, and not at start', async () => {
    const own = await startNodeRed();
    await own.deploy(speakFlow({ url: emulator.url }));
    const before = await own.resources();
    own.send('in', { payload: 'The first one.' });
    await own.until('out');
    const after = await own.resources();
    await own.stop();
    assert.deepEqual([before.undiciLoaded, after.undiciLoaded], [false, true]);
  });

  it('F51 nr.stop: SIGTERM in mid-stream ends the process in less than 5 s', async () => {
    const own = await startNodeRed();
    await own.deploy(speakFlow({ url: emulator.url, speak: { result: 'parts' } }));
    const held = emulator.fault({ kind: 'hold', afterBytes: 500 });
    own.send('in', { payload: LONG });
    await held.reached;
    const asked = Date.now();
    const code = await own.stop();
    assert.ok(Date.now() - asked < 5000, `${Date.now() - asked} ms`);
    assert.equal(code, 0);
    held.release();
  });

  it('F52 nr.fuzz.input: whatever a message holds, it ends once, and Node-RED goes on', async function () {
    this.timeout(60_000);
    await nodeRed.deploy(speakFlow({ url: emulator.url }));
    const ledger = await openLedger(nodeRed);
    const anything = fc.oneof(
      fc.anything({ withDate: true, withMap: true, withTypedArray: true, withSparseArray: true }),
      fc.constantFrom<unknown>(
        Number.NaN,
        -0,
        1n,
        Symbol.iterator.description,
        '\ud800',
        'a\u0000b'.repeat(50),
      ),
      fc.uint8Array(),
    );
    const message = fc.record(
      {
        payload: anything,
        topic: anything,
        deepgramOptions: fc.oneof(anything, fc.dictionary(fc.string(), anything)),
        parts: anything,
        reset: fc.oneof(anything, fc.constant(true)),
        action: anything,
        complete: anything,
        deepgram: anything,
        contentType: anything,
        error: anything,
      },
      { requiredKeys: [] },
    );
    const messages = fc.sample(message, { numRuns: 300, seed: 20261121 }).filter(isClonable);
    assert.ok(messages.length > 200);
    await ledger.sayAll(messages);
    await ledger.balance();
    assert.deepEqual((await nodeRed.resources()).prototype, []);
    assert.doesNotMatch(nodeRed.log(), /uncaught|unhandled/i);
  });

  it('F52 getters that throw, proxies and cycles, as function nodes can make them, are no end of Node-RED', async () => {
    const make = `
      const cycle = {}; cycle.self = cycle;
      const trap = new Proxy({}, { get() { throw new Error('trap') }, ownKeys() { throw new Error('trap') } });
      const throws = {}; Object.defineProperty(throws, 'payload', { enumerable: true, get() { throw new Error('no') } });
      const pollution = JSON.parse('{"__proto__": {"polluted": true}, "encoding": "mp3"}');
      node.send([{ payload: cycle }], false); node.send([{ payload: trap }], false);
      node.send([{ payload: 'Hello.', deepgramOptions: trap }], false);
      node.send([{ payload: 'Hello.', deepgramOptions: pollution }], false);
      node.send([{ payload: 'Hello.', cycle }], false);
      node.send([throws], false);
    `;
    const more = [
      { ...onTab('start', 'test-source'), wires: [['make']] },
      { ...onTab('make', 'function'), func: make, outputs: 1, wires: [['speak']] },
    ];
    await nodeRed.deploy(speakFlow({ url: emulator.url, more }));
    const ledger = await openLedger(nodeRed);
    nodeRed.send('start', {});
    // Three of them can't even be copied for a Catch node; those errors are in the log.
    await nodeRed.until('caught', 2);
    await nodeRed.until('out', 2);
    assert.equal(
      nodeRed.log().match(/\[error\] \[deepgram-speak:speak\] msg\.\w+ can't be read/g)?.length,
      3,
    );
    const { error } = await ledger.say({ payload: 'Still here.' });
    assert.equal(error, undefined);
    assert.deepEqual((await nodeRed.resources()).prototype, []);
  });

  it('F52 a message that no Complete node can get a copy of is spoken, and can be reset, all the same', async () => {
    const make = `
      const trap = new Proxy({}, { get() { throw new Error('trap') }, ownKeys() { throw new Error('trap') } });
      for (let i = 0; i < 3; i++) node.send([{ payload: msg.payload, trap }], false);
    `;
    const more = [
      { ...onTab('start', 'test-source'), wires: [['make']] },
      { ...onTab('make', 'function'), func: make, outputs: 1, wires: [['speak']] },
    ];
    const account = { concurrency: 1 };
    await nodeRed.deploy(speakFlow({ url: emulator.url, account, more }));
    const ledger = await openLedger(nodeRed);
    const { length } = emulator.requests;
    nodeRed.send('start', { payload: 'Spoken.' });
    await emulator.waitForEnd((request) => emulator.requests.indexOf(request) === length + 2);
    const held = emulator.fault({ kind: 'hold' });
    const gone = emulator.waitForAbort(({ body }) => body.includes('Reset.'));
    nodeRed.send('start', { payload: 'Reset.' });
    await held.reached;
    ledger.post({ reset: true });
    await gone;
    await ledger.balance();
    assert.equal(
      emulator.requests.filter(({ body }) => body.includes('Reset.')).length,
      1,
      'the others were queued',
    );
  });

  for (const params of [
    { encoding: 'linear16', container: 'none' },
    { encoding: 'linear16' },
    { encoding: 'mp3' },
    { encoding: 'aac' },
    { encoding: 'opus' },
    { encoding: 'flac' },
  ]) {
    const name = Object.values(params).join(' ');
    it(`F55 nr.buffer.alias: what a flow writes into a Buffer that was sent changes nothing that comes later (${name})`, async () => {
      const spoil = 'msg.whole = Buffer.from(msg.payload); msg.payload.fill(0xaa); return msg;';
      const more = [
        { ...onTab('spoil', 'function'), func: spoil, outputs: 1, wires: [['spoiled']] },
        onTab('spoiled', 'test-sink'),
      ];
      await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { params } }));
      nodeRed.send('in', { payload: LONG });
      const [{ payload, deepgram } = {}] = (await nodeRed.until('out')) as {
        payload?: Buffer;
        deepgram?: object;
      }[];
      await nodeRed.deploy(
        speakFlow({ url: emulator.url, speak: { params, result: 'parts', wires: [['spoil']] }, more }),
      );
      const ledger = await openLedger(nodeRed);
      emulator.fault({ kind: 'drip', bytes: 1500, ms: 1 });
      ledger.post({ payload: LONG, topic: 'long' });
      const last = await nodeRed.untilSome(
        'spoiled',
        ({ complete, topic }) => complete === true && topic === 'long',
      );
      const parts = nodeRed
        .received('spoiled')
        .filter(({ topic }) => topic === 'long')
        .map(({ whole }) => whole as Buffer);
      assert.ok(parts.length > 3, `${parts.length} parts`);
      // A WAV header knows its sizes in the whole only.
      const from = params.encoding === 'linear16' && !params.container ? 44 : 0;
      assert.ok(
        Buffer.concat(parts)
          .subarray(from)
          .equals(payload?.subarray(from) ?? Buffer.alloc(0)),
      );
      assert.equal(last.deepgram?.duration, (deepgram as { duration: number }).duration);
      await ledger.balance();
    });
  }
});

function open({ sockets, timers, listeners, routes }: Resources): object {
  return { sockets, timers, listeners, routes };
}

/** What can be sent to another process at all. */
function isClonable(message: object): boolean {
  try {
    structuredClone(message);
    return true;
  } catch {
    return false;
  }
}
