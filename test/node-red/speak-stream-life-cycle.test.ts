import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { openLedger } from '../helpers/ledger.js';
import { type NodeRed, type Resources, startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import {
  audioOf,
  speakStreamFlow,
  untilEnded,
  untilEvent,
  untilStatusIs,
} from '../helpers/speak-stream-flow.js';

const LONG = 'A sentence that takes a while to be spoken from its beginning to its end.';
const ALWAYS = { times: Number.POSITIVE_INFINITY };
const SINKS = ['out', 'events', 'caught', 'completed', 'status'];

describe('deepgram-speak-stream, life cycle', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });
  beforeEach(() => emulator.clearFaults());
  after(() => emulator.clearFaults());

  const flow = (stream: object = {}) => speakStreamFlow({ url: emulator.url, stream: { ...stream } });

  async function speaking(): Promise<void> {
    const held = emulator.fault({ kind: 'speech-silence', afterBytes: 5000, ...ALWAYS });
    nodeRed.send('in', { payload: LONG }, { payload: LONG });
    await held.reached;
    await untilHeard(5000);
  }

  /** Waits until so many bytes of audio have come out: all there are. */
  const untilHeard = (bytes: number) =>
    nodeRed.untilTrue(() => audioOf(nodeRed.received('out')).length >= bytes);

  /** Brings a session into a phase; resolves when it is there. */
  const phases: Record<string, () => Promise<unknown>> = {
    async connecting() {
      const held = emulator.fault({ kind: 'socket-half-open', at: 'handshake', ...ALWAYS });
      nodeRed.send('in', { payload: LONG });
      await held.reached;
    },
    speaking,
    'waiting to try again': async () => {
      emulator.fault({ kind: 'socket-refused', status: 503, retryAfter: 30, ...ALWAYS });
      nodeRed.send('in', { payload: LONG });
      await untilStatusIs(nodeRed, /^yellow ring try/);
    },
    'waiting to try again for as long as the server is asked to be left alone': async () => {
      emulator.fault({ kind: 'socket-refused', status: 429, retryAfter: 60, ...ALWAYS });
      nodeRed.send('in', { payload: LONG });
      await untilStatusIs(nodeRed, /^yellow ring try/);
    },
    'closing, with text that is still to be spoken': async () => {
      await speaking();
      nodeRed.send('in', { action: 'close' });
    },
    'closing, and the peer ignores the close': async () => {
      emulator.fault({ kind: 'socket-ignore-close' });
      nodeRed.send('in', { payload: 'Hello.' });
      await untilEnded(nodeRed, 1);
      nodeRed.send('in', { action: 'close' });
      await emulator.waitForSocket(({ open, messages }) => open && messages.at(-1)?.type === 'Close');
    },
    'speaking, and the peer ignores the close': async () => {
      emulator.fault({ kind: 'socket-ignore-close' });
      await speaking();
    },
    'speaking, and the peer has vanished': async () => {
      const held = emulator.fault({ kind: 'socket-half-open', afterBytes: 5000 });
      nodeRed.send('in', { payload: LONG });
      await held.reached;
      await untilHeard(5000);
    },
    'connected and idle': async () => {
      nodeRed.send('in', { payload: 'Hello.' });
      await untilEnded(nodeRed, 1);
    },
  };

  for (const [phase, enter] of Object.entries(phases)) {
    for (const type of ['full', 'nodes'] as const) {
      it(`F48 nr.redeploy.mid-stream: a ${type} deploy while ${phase} ends all in time, silently`, async () => {
        await nodeRed.deploy(flow());
        await openLedger(nodeRed);
        await nodeRed.deploy(flow());
        const before = await nodeRed.resources();
        const opened = emulator.sockets.length;
        await enter();
        const outputs = nodeRed.received('out').length;
        const asked = Date.now();
        await nodeRed.deploy(flow({ pause: 900 }), type);
        assert.ok(Date.now() - asked < 2500, `${Date.now() - asked} ms`);
        assert.deepEqual(nodeRed.received('caught'), [], "what a deploy ends is nobody's error");
        for (const socket of emulator.sockets.slice(opened).filter(({ open }) => open)) {
          await emulator.waitForSocketEnd((one) => one === socket);
        }
        assert.ok(Date.now() - asked < 2500, `no socket is left after ${Date.now() - asked} ms`);
        assert.deepEqual(open(await nodeRed.resources()), open(before));
        emulator.clearFaults();
        nodeRed.send('in', { payload: 'The next one.', topic: 'next' });
        await nodeRed.untilSome('out', ({ topic, complete }) => topic === 'next' && complete === true);
        const late = nodeRed.received('out').slice(type === 'full' ? 0 : outputs);
        assert.ok(
          late.every(({ topic }) => topic === 'next'),
          'nothing comes out after the deploy',
        );
        assert.equal(emulator.openSockets(), 1);
      });
    }
  }

  it('F48 a deploy while connecting to a server that never finishes the handshake of TLS ends it at once', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as { port: number };
    await nodeRed.deploy(speakStreamFlow({ url: `https://127.0.0.1:${port}` }));
    nodeRed.send('in', { payload: LONG });
    const [connected] = (await once(mute, 'connection')) as [Socket];
    const asked = Date.now();
    await nodeRed.deploy(flow());
    assert.ok(Date.now() - asked < 2500, `${Date.now() - asked} ms`);
    connected.destroy();
    mute.close();
    assert.ok((await (await openLedger(nodeRed)).say({ payload: 'The next one.' })).outputs.length > 0);
  });

  it('a polite deploy says Close to Deepgram', async () => {
    await nodeRed.deploy(flow());
    nodeRed.send('in', { payload: 'Hello.' });
    await untilEnded(nodeRed, 1);
    const socket = emulator.sockets.at(-1) ?? assert.fail();
    await nodeRed.deploy(flow());
    const { messages, close } = await emulator.waitForSocketEnd((one) => one === socket);
    assert.equal(messages.at(-1)?.type, 'Close');
    assert.equal(close?.code, 1000);
  });

  it('F49 nr.redeploy.x20: after 20 deploys under load all is as after 5, and no socket is left', async function () {
    this.timeout(120_000);
    const books: Resources[] = [];
    for (let round = 1; round <= 20; round++) {
      await nodeRed.deploy(flow());
      const sessions = ['a', 'b', 'c'].map((id) => ({ payload: LONG, _session: { id } }));
      nodeRed.send('in', ...sessions);
      if (round === 5 || round === 20) {
        await untilEnded(nodeRed, 3);
        books.push(await nodeRed.resources());
      }
    }
    const [early, late] = books as [Resources, Resources];
    assert.deepEqual(open(late), open(early));
    assert.ok(late.rss - early.rss < 40 * 1024 * 1024, `${(late.rss - early.rss) / 1024 / 1024} MB`);
    assert.deepEqual(nodeRed.received('caught'), []);
    assert.equal(emulator.openSockets(), 3);
    await nodeRed.deploy([{ id: 'tab', type: 'tab', label: 'empty' }, onTab('in', 'test-source')]);
    for (const socket of emulator.sockets.filter((one) => one.open)) {
      await emulator.waitForSocketEnd((one) => one === socket);
    }
  });

  it('F50 nr.config.missing: an error for each message, red; and the key of the next deploy counts', async () => {
    const old = speakStreamFlow({ url: emulator.url, key: 'old-key' });
    await nodeRed.deploy(old.filter(({ id }) => id !== 'account'));
    assert.deepEqual(nodeRed.received('caught'), []);
    nodeRed.send('in', { payload: 'One.' }, { payload: 'Two.' });
    const errors = await untilEnded(nodeRed, 2);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['CONFIG', 'CONFIG'],
    );
    await untilStatusIs(nodeRed, /^red ring no account$/);

    await nodeRed.deploy(old);
    nodeRed.send('in', { payload: 'With the old key.' });
    assert.equal((await untilEnded(nodeRed, 1))[0]?.code, 'AUTH');
    const { length } = emulator.sockets;
    await nodeRed.deploy(flow(), 'nodes');
    nodeRed.send('in', { payload: 'With the new key.' });
    await nodeRed.until('out');
    const keys = emulator.sockets.slice(length).map(({ headers }) => headers.authorization);
    assert.deepEqual(keys, ['Token emulator-key']);
  });

  it('F50 a new key of the account ends the sockets that the old one has opened', async () => {
    await nodeRed.deploy(flow());
    nodeRed.send('in', { payload: 'With the old key.' });
    await untilEnded(nodeRed, 1);
    const socket = emulator.sockets.at(-1) ?? assert.fail();
    await nodeRed.deploy(speakStreamFlow({ url: emulator.url, key: 'new-key' }), 'nodes');
    await emulator.waitForSocketEnd((one) => one === socket);
    nodeRed.send('in', { payload: 'With the new key.' });
    await nodeRed.untilSome('caught', ({ error }) => (error as { code: string }).code === 'AUTH');
    assert.equal(emulator.sockets.at(-1)?.headers.authorization, 'Token new-key');
  });

  it('F51 nr.stop: SIGTERM in mid-stream ends the process in less than 5 s, and says Close', async () => {
    const own = await startNodeRed();
    await own.deploy(flow());
    const held = emulator.fault({ kind: 'speech-silence', afterBytes: 5000 });
    own.send('in', { payload: LONG });
    await held.reached;
    const socket = emulator.sockets.at(-1) ?? assert.fail();
    const asked = Date.now();
    const code = await own.stop();
    assert.ok(Date.now() - asked < 5000, `${Date.now() - asked} ms`);
    assert.equal(code, 0);
    const { messages } = await emulator.waitForSocketEnd((one) => one === socket);
    assert.equal(messages.at(-1)?.type, 'Close');
  });

  it('F51 SIGTERM in each phase ends the process in less than 5 s, also when the peer ignores the close', async () => {
    const own = await startNodeRed();
    await own.deploy(flow());
    emulator.fault({ kind: 'socket-ignore-close' });
    own.send('in', { payload: 'Hello.' });
    await untilEnded(own, 1);
    const asked = Date.now();
    assert.equal(await own.stop(), 0);
    assert.ok(Date.now() - asked < 5000, `${Date.now() - asked} ms`);
  });

  describe('the key', () => {
    const KEY = 'dg-key-5d1f0c9e7a3b4826';

    let own: NodeRed;
    let server: Emulator;
    let count = 0;

    before(async () => {
      [own, server] = await Promise.all([startNodeRed(), startEmulator({ key: KEY })]);
      const debug = {
        ...{ ...onTab('debug', 'debug'), active: true, tosidebar: true, console: true },
        ...{ complete: 'true', targetType: 'full' },
      };
      const wires = ['out', 'events'].map((id) => [id, 'debug']);
      await own.deploy(speakStreamFlow({ url: server.url, key: KEY, stream: { wires }, more: [debug] }));
    });
    after(async () => {
      await own.stop();
      await server.close();
    });

    async function say(payload: string): Promise<void> {
      own.send('in', { payload });
      count += 1;
      await untilEnded(own, count);
    }

    /** Looks for the key in all that can be seen, at log level trace. */
    function assertNowhere(): void {
      const told = SINKS.map((sink): [string, string] => [sink, JSON.stringify(own.received(sink))]);
      assert.match(own.log(), /\[trace\]/);
      for (const [name, text] of [...told, ['the log', own.log()] as const]) {
        assert.ok(!text.includes(KEY), `the key at ${name}`);
        assert.ok(!text.includes('sample_rate='), `a query at ${name}`);
      }
    }

    it('is in no message, no status, no error and no line of the log; nor is a query', async () => {
      await say('Hello.');
      const reason = `Token ${KEY} of wss://ann:${KEY}@host/v1/speak?token=${KEY}`;
      server.fault({ kind: 'socket-close', code: 1008, reason, afterBytes: 1000 });
      await say(LONG);
      server.fault({ kind: 'socket-refused', status: 401 });
      await say('Refused.');
      server.fault({ kind: 'socket-reset', afterBytes: 1000 });
      await say(LONG);
      assert.equal(server.sockets[0]?.headers.authorization, `Token ${KEY}`);
      assert.equal(own.received('caught').length, 3, 'the errors that were wanted have happened');
      assertNowhere();
    });

    it('is cut out of messages even when a server echoes it', async () => {
      const texts = [`no JSON: ${KEY}`, `{"type":"Warning","description":"Token ${KEY}"}`];
      for (const text of texts) server.fault({ kind: 'socket-send', text, at: 'before Flushed' });
      await say('Echoed.');
      await untilEvent(own, 'Warning', 2);
      assertNowhere();
    });
  });
});

function open({ sockets, timers, listeners, routes }: Resources): object {
  return { sockets, timers, listeners, routes };
}
