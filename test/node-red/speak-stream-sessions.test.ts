import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'ws';
import type { Emulator } from '../../emulator/server.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import {
  type Asked,
  audioOf,
  noteAsked,
  type SpeakStreamFlowOptions,
  speakStreamFlow,
  statusesOf,
  untilEnded,
  untilStatusIs,
  utterancesIn,
} from '../helpers/speak-stream-flow.js';

const LONG = 'A sentence that takes a while to be spoken from its beginning to its end.';

describe('deepgram-speak-stream, sessions', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let asked: Asked;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });
  afterEach(() => emulator.clearFaults());

  async function given(
    stream: Record<string, unknown> = {},
    more: Partial<SpeakStreamFlowOptions> = {},
  ): Promise<void> {
    emulator.clearFaults();
    await nodeRed.deploy(speakStreamFlow({ url: emulator.url, stream, ...more }));
    asked = noteAsked(emulator);
  }

  const of = (id: string) => ({ _session: { type: 'websocket', id } });
  const sessionsHeard = () =>
    Object.fromEntries(
      utterancesIn(nodeRed.received('out')).map(({ last }) => [last?.topic, last?.deepgram?.session]),
    );

  it('auto: one for each _session, and one for the node where there is none', async () => {
    await given();
    const messages = [
      { payload: 'One.', topic: 1, ...of('a') },
      { payload: 'Two.', topic: 2, ...of('b') },
      { payload: 'Three.', topic: 3, ...of('a') },
      { payload: 'Four.', topic: 4 },
      { payload: 'Five.', topic: 5 },
    ];
    nodeRed.send('in', ...messages);
    assert.deepEqual(await untilEnded(nodeRed, 5), []);
    assert.equal(asked.sockets.length, 3);
    assert.deepEqual(sessionsHeard(), { 1: 'a', 2: 'b', 3: 'a', 4: '', 5: '' });
  });

  for (const [sessionType, session] of [
    ['msg', 'call.sid'],
    ['jsonata', 'call.sid'],
  ] as const) {
    it(`${sessionType}: by what the message has there`, async () => {
      await given({ session, sessionType });
      nodeRed.send(
        'in',
        { payload: 'One.', topic: 1, call: { sid: 'x' }, ...of('a') },
        { payload: 'Two.', topic: 2, call: { sid: 7 }, ...of('a') },
        { payload: 'Three.', topic: 3, call: { sid: 'x' }, ...of('b') },
      );
      assert.deepEqual(await untilEnded(nodeRed, 3), []);
      assert.equal(asked.sockets.length, 2);
      assert.deepEqual(sessionsHeard(), { 1: 'x', 2: '7', 3: 'x' });
    });
  }

  it('str: one for all', async () => {
    await given({ session: 'hall', sessionType: 'str' });
    nodeRed.send('in', { payload: 'One.', topic: 1, ...of('a') }, { payload: 'Two.', topic: 2, ...of('b') });
    assert.deepEqual(await untilEnded(nodeRed, 2), []);
    assert.equal(asked.sockets.length, 1);
    assert.deepEqual(sessionsHeard(), { 1: 'hall', 2: 'hall' });
  });

  it('clear and close concern the session that the message names, and no other', async () => {
    await given();
    const held = emulator.fault({ kind: 'speech-silence', afterBytes: 5000, times: 2 });
    nodeRed.send('in', { payload: LONG, topic: 'a', ...of('a') }, { payload: LONG, topic: 'b', ...of('b') });
    await nodeRed.untilTrue(() => utterancesIn(nodeRed.received('out')).length === 2);
    nodeRed.send('in', { action: 'clear', ...of('a') });
    await untilEnded(nodeRed, 2);
    held.release();
    assert.deepEqual(await untilEnded(nodeRed, 3), []);
    const [a, b] = ['a', 'b'].map((name) =>
      utterancesIn(nodeRed.received('out')).find(({ pieces: [first] }) => first?.topic === name),
    );
    assert.equal(a?.last?.deepgram?.cleared, true);
    assert.ok(b?.last && !('cleared' in (b.last.deepgram ?? {})));
    nodeRed.send('in', { action: 'close', ...of('b') });
    await untilEnded(nodeRed, 4);
    await emulator.waitForSocketEnd((socket) => asked.sockets.includes(socket));
    assert.equal(asked.sockets.filter(({ open }) => open).length, 1);
  });

  describe('with websocket nodes', () => {
    const hangUp =
      'if (msg.status.event === "disconnect") return { _session: msg.status._session, action: "close" };';
    const more = [
      { id: 'listener', type: 'websocket-listener', path: '/talk', wholemsg: 'false' },
      { ...onTab('ws-in', 'websocket in'), server: 'listener', client: '', wires: [['stream']] },
      { ...onTab('ws-out', 'websocket out'), server: 'listener', client: '' },
      { ...onTab('ws-status', 'status'), scope: ['ws-in'], wires: [['hang-up']] },
      { ...onTab('hang-up', 'function'), func: hangUp, outputs: 1, wires: [['stream']] },
    ];

    /** A client that says something, and hears bytes. */
    async function connect(text: string) {
      const socket = new WebSocket(`${nodeRed.url.replace('http', 'ws')}/talk`);
      const changes = new EventEmitter();
      let heard = Buffer.alloc(0);
      socket.on('message', (bytes: Buffer) => {
        heard = Buffer.concat([heard, bytes]);
        changes.emit('heard');
      });
      await once(socket, 'open');
      socket.send(text);
      return {
        socket,
        heard: () => heard,
        async until(bytes: number) {
          while (heard.length < bytes) await once(changes, 'heard');
        },
      };
    }

    it('two clients each hear the answer to what they said, and a client that leaves ends its session', async () => {
      await given({ wires: [['ws-out', 'out'], ['events']] }, { more });
      const texts = ['I am the first of the two clients.', 'And I am not.'];
      const clients = await Promise.all(texts.map(connect));
      assert.deepEqual(await untilEnded(nodeRed, 2), []);
      for (const [index, client] of clients.entries()) {
        const speech = asked.speeches.find(({ text }) => text === texts[index]) ?? assert.fail();
        await client.until(speech.bytes);
        assert.ok(client.heard().equals(speech.audio));
      }
      assert.equal(asked.sockets.length, 2);
      const [first, second] = clients;
      first?.socket.close();
      const { speeches } = await emulator.waitForSocketEnd((socket) => asked.sockets.includes(socket));
      assert.equal(speeches[0]?.text, texts[0]);
      assert.equal(asked.sockets.filter(({ open }) => open).length, 1);
      second?.socket.close();
      await emulator.waitForSocketEnd((socket) => socket.speeches[0]?.text === texts[1]);
    });
  });

  it('close with paced audio that is still to leave: the socket is closed in time, and what has come is heard', async () => {
    await given({ params: { encoding: 'mulaw', sample_rate: 8000 }, frame: 20, ahead: 100 });
    nodeRed.send('in', { payload: LONG });
    await nodeRed.until('out');
    const begun = Date.now();
    nodeRed.send('in', { action: 'close' });
    await emulator.waitForSocketEnd((socket) => asked.sockets.includes(socket));
    assert.ok(Date.now() - begun < 2500);
    assert.deepEqual(await untilEnded(nodeRed, 2), []);
    const [{ last } = assert.fail()] = utterancesIn(nodeRed.received('out'));
    assert.equal(last?.complete, true);
  });

  describe('reset', () => {
    async function speakingTwice(): Promise<void> {
      emulator.fault({ kind: 'speech-silence', afterBytes: 5000, times: 2 });
      nodeRed.send(
        'in',
        { payload: LONG, topic: 'a', ...of('a') },
        { payload: 'Behind it.', topic: 'a', ...of('a') },
        { payload: LONG, topic: 'b', ...of('b') },
      );
      await nodeRed.untilTrue(() => audioOf(nodeRed.received('out')).length === 10_000);
    }

    it('ends the session that the message names at once, without output and without error', async () => {
      await given();
      await speakingTwice();
      const { length } = nodeRed.received('out');
      nodeRed.send('in', { reset: true, ...of('a') });
      assert.deepEqual(await untilEnded(nodeRed, 3), []);
      assert.deepEqual(nodeRed.received('out').slice(length), []);
      await emulator.waitForSocketEnd((socket) => asked.sockets.includes(socket));
      assert.equal(asked.sockets.filter(({ open }) => open).length, 1);
      emulator.clearFaults();
      assert.deepEqual(await untilEnded(nodeRed, 4), []);
      const whole = utterancesIn(nodeRed.received('out')).filter(({ last }) => last);
      assert.deepEqual(
        whole.map(({ last }) => last?.topic),
        ['b'],
      );
    });

    it('ends all where it names none, and the next text is spoken', async () => {
      await given();
      await speakingTwice();
      nodeRed.send('in', { reset: true });
      assert.deepEqual(await untilEnded(nodeRed, 4), []);
      for (const socket of asked.sockets) await emulator.waitForSocketEnd((one) => one === socket);
      emulator.clearFaults();
      nodeRed.send('in', { payload: 'Next.', topic: 'next', ...of('a') });
      assert.deepEqual(await untilEnded(nodeRed, 5), []);
      const { last } = utterancesIn(nodeRed.received('out')).at(-1) ?? {};
      assert.equal(last?.topic, 'next');
    });

    it('of a session whose peer says nothing any more does not hold up what another one says', async () => {
      await given();
      const { reached } = emulator.fault({ kind: 'socket-half-open', at: 'after Speak' });
      nodeRed.send('in', { payload: LONG, topic: 'a', ...of('a') });
      await reached;
      nodeRed.send(
        'in',
        { reset: true, topic: 'reset', ...of('a') },
        { payload: 'Not held up.', topic: 'b', ...of('b') },
      );
      assert.deepEqual(await untilEnded(nodeRed, 3), []);
      // The reset ends with its socket, which nobody answers.
      assert.deepEqual(
        nodeRed.received('completed').map(({ topic }) => topic),
        ['a', 'b', 'reset'],
      );
      assert.deepEqual(asked.texts.at(-1), 'Not held up.');
      assert.ok(audioOf(nodeRed.received('out')).equals(asked.speeches.at(-1)?.audio ?? Buffer.alloc(0)));
    });

    it('leaves no status of what it has ended', async () => {
      await given();
      emulator.fault({ kind: 'speech-silence' });
      nodeRed.send('in', { payload: LONG });
      await untilStatusIs(nodeRed, /speaking/);
      nodeRed.send('in', { reset: true });
      await untilEnded(nodeRed, 2);
      await untilStatusIs(nodeRed, /^$/);
      assert.equal(statusesOf(nodeRed).at(-1), '');
    });
  });
});
