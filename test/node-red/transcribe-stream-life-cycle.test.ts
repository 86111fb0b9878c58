import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type NodeRed, type Resources, startNodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import {
  countable,
  frames,
  openBook,
  sayRaw,
  silence,
  textOf,
  transcribeStreamFlow,
  untilEnded,
  untilEvent,
  untilStatusIs,
} from '../helpers/transcribe-stream-flow.js';

const GOOD = 'Good morning to you.';
const ALWAYS = { times: Number.POSITIVE_INFINITY };
const SINKS = ['out', 'events', 'caught', 'completed', 'status'];

describe('deepgram-transcribe-stream, life cycle', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let good: Buffer;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), startEmulator()]);
    good = await sayRaw(emulator, GOOD);
  });
  beforeEach(() => emulator.clearFaults());
  after(() => emulator.close());

  const flow = (stream: object = {}) => transcribeStreamFlow({ url: emulator.url, stream: { ...stream } });
  const caughtCode = (code: string) =>
    nodeRed.untilSome('caught', ({ error }) => (error as { code: string }).code === code);

  /** Words are on their way, and none of them comes. */
  async function listening(): Promise<void> {
    const held = emulator.fault({ kind: 'listen-silence', ...ALWAYS });
    const messages = frames(good);
    nodeRed.send('in', ...messages);
    await untilEnded(nodeRed, messages.length);
    await held.reached;
  }

  async function toldToClose(): Promise<void> {
    nodeRed.send('in', { action: 'close' });
    await emulator.waitForSocket(({ open, messages }) => open && messages.at(-1)?.type === 'CloseStream');
  }

  /** Brings a session into a phase; resolves when it is there. */
  const phases: Record<string, () => Promise<unknown>> = {
    async connecting() {
      const held = emulator.fault({ kind: 'socket-half-open', at: 'handshake', ...ALWAYS });
      nodeRed.send('in', ...frames(good));
      await held.reached;
    },
    listening,
    'waiting to try again': async () => {
      emulator.fault({ kind: 'socket-refused', status: 503, retryAfter: 30, ...ALWAYS });
      nodeRed.send('in', ...frames(good));
      await untilStatusIs(nodeRed, /^yellow ring try/);
    },
    'waiting to try again in mid-speech': async () => {
      emulator.fault({ kind: 'socket-cut', afterBytes: 20_000 });
      emulator.fault({ kind: 'socket-refused', status: 503, retryAfter: 30, ...ALWAYS });
      nodeRed.send('in', ...frames(good));
      await untilStatusIs(nodeRed, /^yellow ring try/);
    },
    'sending again what was cut': async () => {
      emulator.fault({ kind: 'socket-cut', afterBytes: 150_000 });
      const [warned] = [untilEvent(nodeRed, 'Warning')];
      nodeRed.send('in', ...frames(Buffer.concat([good, good, silence(5)])));
      await warned;
    },
    'closing, and the last words do not come': async () => {
      emulator.fault({ kind: 'listen-no-end', ...ALWAYS });
      nodeRed.send('in', { payload: good });
      await nodeRed.until('out');
      await toldToClose();
    },
    'closing, and the peer ignores the close': async () => {
      emulator.fault({ kind: 'socket-ignore-close' });
      emulator.fault({ kind: 'listen-no-end' });
      nodeRed.send('in', { payload: good });
      await nodeRed.until('out');
      await toldToClose();
    },
    'closing for want of audio': async () => {
      emulator.fault({ kind: 'listen-no-end' });
      nodeRed.send('in', { payload: good, _session: { id: 'idle' } });
      await emulator.waitForSocket(({ open, messages }) => open && messages.at(-1)?.type === 'CloseStream');
    },
    'waiting for the answer to finalize': async () => {
      await listening();
      nodeRed.send('in', { action: 'finalize' });
      await emulator.waitForSocket(({ open, messages }) => open && messages.at(-1)?.type === 'Finalize');
    },
    'listening, and the peer ignores the close': async () => {
      emulator.fault({ kind: 'socket-ignore-close' });
      await listening();
    },
    'listening, and the peer has vanished': async () => {
      const held = emulator.fault({ kind: 'socket-half-open', afterBytes: 20_000 });
      nodeRed.send('in', ...frames(good));
      await held.reached;
    },
    'connected and idle': async () => {
      nodeRed.send('in', { payload: good });
      await nodeRed.until('out');
    },
  };

  /** Those that take the two seconds that an end may take, and show nothing new when only some nodes start anew. */
  const slow = /ignores the close|has vanished|finalize|want of audio/;

  for (const [phase, enter] of Object.entries(phases)) {
    for (const type of slow.test(phase) ? (['full'] as const) : (['full', 'nodes'] as const)) {
      it(`F48 nr.redeploy.mid-stream: a ${type} deploy while ${phase} ends all in time, silently`, async () => {
        const idle = phase.endsWith('want of audio') ? { idle: 1 } : {};
        await nodeRed.deploy(flow());
        await openBook(nodeRed, emulator);
        await nodeRed.deploy(flow(idle));
        const before = await nodeRed.resources();
        const opened = emulator.sockets.length;
        await enter();
        const outputs = nodeRed.received('out').length;
        const asked = Date.now();
        await nodeRed.deploy(flow({ idle: 50 }), type);
        assert.ok(Date.now() - asked < 2500, `${Date.now() - asked} ms`);
        assert.deepEqual(nodeRed.received('caught'), [], "what a deploy ends is nobody's error");
        for (const socket of emulator.sockets.slice(opened).filter(({ open }) => open)) {
          await emulator.waitForSocketEnd((one) => one === socket);
        }
        assert.ok(Date.now() - asked < 2500, `no socket is left after ${Date.now() - asked} ms`);
        assert.deepEqual(countable(await nodeRed.resources()), countable(before));
        emulator.clearFaults();
        nodeRed.send('in', { payload: good, topic: 'next' });
        await nodeRed.untilSome('out', ({ topic }) => topic === 'next');
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
    await nodeRed.deploy(transcribeStreamFlow({ url: `https://127.0.0.1:${port}` }));
    nodeRed.send('in', ...frames(good));
    const [connected] = (await once(mute, 'connection')) as [Socket];
    const asked = Date.now();
    await nodeRed.deploy(flow());
    assert.ok(Date.now() - asked < 2500, `${Date.now() - asked} ms`);
    connected.destroy();
    mute.close();
    nodeRed.send('in', { payload: good });
    await nodeRed.until('out');
  });

  it('F48 messages that wait when a deploy comes are complete, each once, and no words of theirs come later', async () => {
    await nodeRed.deploy(flow());
    const held = emulator.fault({ kind: 'socket-half-open', at: 'handshake' });
    const messages = frames(good);
    nodeRed.send('in', ...messages);
    await held.reached;
    const done: unknown[] = [];
    const count = () => nodeRed.received('completed').length;
    // Those of the flows that end are told until the new ones start.
    await nodeRed.deploy(flow({ idle: 50 }), 'nodes');
    await nodeRed.untilTrue(() => count() === messages.length);
    done.push(...nodeRed.received('completed'));
    assert.equal(done.length, messages.length);
    assert.deepEqual([nodeRed.received('caught'), nodeRed.received('out')], [[], []]);
  });

  it('a polite deploy says CloseStream to Deepgram', async () => {
    await nodeRed.deploy(flow());
    nodeRed.send('in', { payload: good });
    await nodeRed.until('out');
    const socket = emulator.sockets.at(-1) ?? assert.fail();
    await nodeRed.deploy(flow());
    const { messages, close } = await emulator.waitForSocketEnd((one) => one === socket);
    assert.equal(messages.at(-1)?.type, 'CloseStream');
    assert.equal(close?.code, 1000);
    assert.equal(socket.received.empty, 0);
  });

  it('F49 nr.redeploy.x20: after 20 deploys under load all is as after 5, and no socket is left', async function () {
    this.timeout(120_000);
    const books: Resources[] = [];
    for (let round = 1; round <= 20; round++) {
      await nodeRed.deploy(flow());
      const sessions = ['a', 'b', 'c'].flatMap((id) => frames(good, { _session: { id } }));
      nodeRed.send('in', ...sessions);
      if (round === 5 || round === 20) {
        await nodeRed.until('out', 3);
        await untilStatusIs(nodeRed, /^green dot connected$/);
        await nodeRed.until('completed', sessions.length);
        books.push(await nodeRed.resources());
      }
    }
    const [early, late] = books as [Resources, Resources];
    const { timers: _early, ...earlier } = countable(early) as Resources;
    const { timers: _late, ...later } = countable(late) as Resources;
    assert.deepEqual(later, earlier);
    assert.ok(late.rss - early.rss < 40 * 1024 * 1024, `${(late.rss - early.rss) / 1024 / 1024} MB`);
    assert.deepEqual(nodeRed.received('caught'), []);
    assert.equal(emulator.openSockets(), 3);
    await nodeRed.deploy([{ id: 'tab', type: 'tab', label: 'empty' }, onTab('in', 'test-source')]);
    for (const socket of emulator.sockets.filter((one) => one.open)) {
      await emulator.waitForSocketEnd((one) => one === socket);
    }
    assert.equal(emulator.openSockets(), 0);
  });

  it('F50 nr.config.missing: an error for each message, red; and the key of the next deploy counts', async () => {
    const old = transcribeStreamFlow({ url: emulator.url, key: 'old-key' });
    await nodeRed.deploy(old.filter(({ id }) => id !== 'account'));
    assert.deepEqual(nodeRed.received('caught'), []);
    nodeRed.send('in', { payload: good }, { payload: good });
    const errors = await untilEnded(nodeRed, 2);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['CONFIG', 'CONFIG'],
    );
    await untilStatusIs(nodeRed, /^red ring no account$/);

    await nodeRed.deploy(old);
    nodeRed.send('in', { payload: good });
    assert.equal((await untilEnded(nodeRed, 1))[0]?.code, 'AUTH');
    const { length } = emulator.sockets;
    await nodeRed.deploy(flow(), 'nodes');
    nodeRed.send('in', { payload: good });
    await nodeRed.until('out');
    const keys = emulator.sockets.slice(length).map(({ headers }) => headers.authorization);
    assert.deepEqual(keys, ['Token emulator-key']);
  });

  it('F50 a new key of the account ends the sockets that the old one has opened', async () => {
    await nodeRed.deploy(flow());
    nodeRed.send('in', { payload: good });
    await nodeRed.until('out');
    const socket = emulator.sockets.at(-1) ?? assert.fail();
    await nodeRed.deploy(transcribeStreamFlow({ url: emulator.url, key: 'new-key' }), 'nodes');
    await emulator.waitForSocketEnd((one) => one === socket);
    nodeRed.send('in', { payload: good });
    await caughtCode('AUTH');
    assert.equal(emulator.sockets.at(-1)?.headers.authorization, 'Token new-key');
  });

  it('F51 nr.stop: SIGTERM in mid-stream ends the process in less than 5 s, and says CloseStream', async () => {
    const own = await startNodeRed();
    await own.deploy(flow());
    const held = emulator.fault({ kind: 'listen-silence' });
    own.send('in', { payload: good });
    await held.reached;
    const socket = emulator.sockets.at(-1) ?? assert.fail();
    const asked = Date.now();
    const code = await own.stop();
    assert.ok(Date.now() - asked < 5000, `${Date.now() - asked} ms`);
    assert.equal(code, 0);
    const { messages } = await emulator.waitForSocketEnd((one) => one === socket);
    assert.equal(messages.at(-1)?.type, 'CloseStream');
  });

  it('F51 SIGTERM in less than 5 s also when the peer ignores the close, and while another one is not reached', async () => {
    const own = await startNodeRed();
    await own.deploy(flow());
    emulator.fault({ kind: 'socket-ignore-close' });
    emulator.fault({ kind: 'listen-no-end' });
    own.send('in', { payload: good });
    await own.until('out');
    const held = emulator.fault({ kind: 'socket-half-open', at: 'handshake' });
    own.send('in', { payload: good, _session: { id: 'another' } });
    await held.reached;
    const asked = Date.now();
    assert.equal(await own.stop(), 0);
    assert.ok(Date.now() - asked < 5000, `${Date.now() - asked} ms`);
  });

  describe('the key', () => {
    const KEY = 'dg-key-5d1f0c9e7a3b4826';

    let own: NodeRed;
    let server: Emulator;

    before(async () => {
      [own, server] = await Promise.all([startNodeRed(), startEmulator({ key: KEY })]);
      await sayRaw(server, GOOD);
      const debug = {
        ...{ ...onTab('debug', 'debug'), active: true, tosidebar: true, console: true },
        ...{ complete: 'true', targetType: 'full' },
      };
      const wires = ['out', 'events'].map((id) => [id, 'debug']);
      await own.deploy(transcribeStreamFlow({ url: server.url, key: KEY, stream: { wires }, more: [debug] }));
    });
    after(async () => {
      await own.stop();
      await server.close();
    });

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
      own.send('in', { payload: good });
      await own.until('out');
      const failures = () => own.received('caught').length;
      const reason = `Token ${KEY} of wss://ann:${KEY}@host/v1/listen?token=${KEY}`;
      server.fault({ kind: 'socket-close', code: 1008, reason, afterBytes: 1000 });
      own.send('in', { payload: good });
      await own.untilTrue(() => failures() === 1);
      server.fault({ kind: 'socket-refused', status: 401 });
      own.send('in', { payload: good });
      await own.untilTrue(() => failures() === 2);
      server.fault({ kind: 'socket-reset', afterBytes: 1000 });
      own.send('in', { payload: good });
      await untilEvent(own, 'Warning');
      assert.equal(server.sockets[0]?.headers.authorization, `Token ${KEY}`);
      assertNowhere();
    });

    it('is cut out of messages even when a server echoes it', async () => {
      const results = `{"type":"Results","is_final":true,"channel":{"alternatives":[{"transcript":"${KEY}"}]}}`;
      const texts = [`no JSON: ${KEY}`, `{"type":"Warning","description":"Token ${KEY}"}`, results];
      for (const text of texts) server.fault({ kind: 'socket-send', text, at: 'after Results' });
      const { length } = own.received('out');
      own.send('in', { payload: good }, { action: 'close' });
      await untilEvent(own, 'Warning', 3);
      await own.untilTrue(() => own.received('out').length >= length + 2);
      assert.match(textOf(own.received('out')), /good morning to you/);
      assertNowhere();
    });
  });
});
