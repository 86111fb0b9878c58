import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'ws';
import type { Emulator } from '../../emulator/server.js';
import type { NodeRed, Received } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import {
  type Asked,
  aboutOf,
  frames,
  noteAsked,
  RAW,
  sayRaw,
  silence,
  statusesOf,
  type TranscribeStreamFlowOptions,
  textOf,
  topicsOf,
  transcribeStreamFlow,
  untilEnded,
  untilEvent,
  untilStatusIs,
} from '../helpers/transcribe-stream-flow.js';

const [GOOD, EVENING, FOX] = [
  'Good morning to you.',
  'And good evening to all of you.',
  'The quick brown fox jumps.',
];
const bare = (text: string) => text.toLowerCase().replace(/[.,]/g, '');

describe('deepgram-transcribe-stream, sessions', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let asked: Asked;
  let morning: Buffer;
  let evening: Buffer;
  let fox: Buffer;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    [morning, evening, fox] = (await Promise.all(
      [GOOD, EVENING, FOX].map((text) => sayRaw(emulator, text)),
    )) as [Buffer, Buffer, Buffer];
  });
  afterEach(() => emulator.clearFaults());

  async function given(
    stream: Record<string, unknown> = {},
    more: Partial<TranscribeStreamFlowOptions> = {},
  ): Promise<void> {
    emulator.clearFaults();
    await nodeRed.deploy(transcribeStreamFlow({ url: emulator.url, stream, ...more }));
    asked = noteAsked(emulator);
  }

  const of = (id: string) => ({ _session: { type: 'websocket', id } });
  const heardIn = (session: string): Received[] =>
    nodeRed.received('out').filter((message) => aboutOf(message).session === session);

  /** Waits until a socket has got this audio, all of it and no other. */
  const socketWith = (audio: Buffer) =>
    emulator.waitForSocket((socket) => asked.sockets.includes(socket) && socket.received.audio.equals(audio));

  async function send(...messages: object[]): Promise<void> {
    const before = nodeRed.received('completed').length;
    nodeRed.send('in', ...messages);
    assert.deepEqual(await untilEnded(nodeRed, before + messages.length), []);
  }

  describe('by name', () => {
    /** Two sessions whose audio comes alternately. */
    const alternately = (one: object, other: object) => {
      const [left, right] = [frames(morning, one), frames(evening, other)];
      return left.flatMap((frame, index) => [frame, right[index] ?? { ...other, payload: silence(0.1) }]);
    };

    it('auto: one for each _session, and one for the node where there is none', async () => {
      await given();
      await send(...alternately(of('a'), {}), ...frames(fox, of('b')));
      await nodeRed.until('out', 3);
      assert.equal(asked.sockets.length, 3);
      assert.deepEqual(
        ['a', '', 'b'].map((name) => textOf(heardIn(name))),
        [GOOD, EVENING, FOX].map(bare),
      );
      assert.ok(heardIn('a').every(({ _session }) => (_session as { id: string }).id === 'a'));
    });

    for (const sessionType of ['msg', 'jsonata']) {
      it(`${sessionType}: by what the message has there`, async () => {
        await given({ session: 'call.sid', sessionType });
        await send(...alternately({ call: { sid: 'x' }, ...of('a') }, { call: { sid: 7 }, ...of('a') }));
        await nodeRed.until('out', 2);
        assert.equal(asked.sockets.length, 2);
        assert.deepEqual([textOf(heardIn('x')), textOf(heardIn('7'))], [GOOD, EVENING].map(bare));
      });
    }

    it('str: one for all', async () => {
      await given({ session: 'hall', sessionType: 'str' });
      await send(...frames(morning, of('a')), ...frames(evening, of('b')));
      await nodeRed.until('out', 2);
      assert.equal(asked.sockets.length, 1);
      assert.equal(textOf(heardIn('hall')), `${bare(GOOD)} ${bare(EVENING)}`);
    });

    it('names that objects have by nature are names like any other', async () => {
      await given();
      await send(...frames(morning, of('__proto__')), ...frames(evening, of('constructor')));
      await nodeRed.until('out', 2);
      assert.equal(textOf(heardIn('__proto__')), bare(GOOD));
      assert.equal(textOf(heardIn('constructor')), bare(EVENING));
    });

    it('a whole round with core’s websocket nodes: each client gets its own words', async () => {
      const more = [
        { id: 'server', type: 'websocket-listener', path: '/microphone', wholemsg: 'false' },
        { ...onTab('microphone', 'websocket in'), server: 'server', wires: [['stream']] },
        { ...onTab('captions', 'websocket out'), server: 'server' },
      ];
      await given({ wires: [['captions', 'out'], ['events']] }, { more });
      const clients = [morning, evening].map(async (audio) => {
        const client = new WebSocket(`${nodeRed.url.replace('http', 'ws')}/microphone`);
        await once(client, 'open');
        for (const { payload } of frames(audio) as { payload: Buffer }[]) client.send(payload);
        const [text] = (await once(client, 'message')) as [Buffer];
        client.close();
        await once(client, 'close');
        return String(text);
      });
      assert.deepEqual(await Promise.all(clients), [GOOD, EVENING].map(bare));
    });
  });

  describe('actions', () => {
    it('finalize: what has been said so far comes at once, and the session goes on', async () => {
      await given();
      const said = morning.subarray(0, morning.length - 48_000);
      await send(...frames(said));
      assert.deepEqual(nodeRed.received('out'), []);
      await send({ action: 'finalize' });
      const [heard] = nodeRed.received('out');
      assert.equal(heard?.payload, bare(GOOD));
      await send(...frames(evening));
      await nodeRed.until('out', 2);
      assert.equal(textOf(nodeRed.received('out')), `${bare(GOOD)} ${bare(EVENING)}`);
      assert.equal(asked.sockets.length, 1);
    });

    for (const action of ['finalize', 'close']) {
      it(`audio that comes with ${action} is heard before, also as the first of its session`, async () => {
        await given({ emit: 'utterance' });
        await send({ payload: morning.subarray(0, morning.length - 48_000), action, topic: 't' });
        assert.equal(textOf(nodeRed.received('out')), bare(GOOD));
        const texts = asked.sockets[0]?.messages.map(({ type }) => type);
        assert.deepEqual(texts, [action === 'close' ? 'CloseStream' : 'Finalize']);
        assert.ok(!('action' in (nodeRed.received('out')[0] ?? {})));
      });
    }

    it('finalize is complete in a moment also when Deepgram does not answer it', async () => {
      await given({ emit: 'utterance' });
      emulator.fault({ kind: 'listen-no-finalized' });
      await send({ payload: morning.subarray(0, morning.length - 48_000), action: 'finalize' });
      assert.equal(textOf(nodeRed.received('out')), bare(GOOD));
    });

    it('close: the last words come, then the session is closed, and the next audio opens another', async () => {
      await given();
      await send(...frames(morning.subarray(0, morning.length - 48_000)), { action: 'close' });
      assert.equal(textOf(nodeRed.received('out')), bare(GOOD));
      assert.deepEqual(topicsOf(nodeRed), ['open', 'Metadata', 'close']);
      const [first] = asked.sockets;
      const { messages, close } = await emulator.waitForSocketEnd((socket) => socket === first);
      assert.equal(messages.at(-1)?.type, 'CloseStream');
      assert.equal(close?.code, 1000);
      await untilStatusIs(nodeRed, /^$/);
      await send(...frames(evening));
      await nodeRed.until('out', 2);
      assert.equal(asked.sockets.length, 2);
    });

    it('audio that comes while a session still closes is heard by another one, and the last words of the first come', async () => {
      await given();
      await send(...frames(morning.subarray(0, morning.length - 48_000), { topic: 'first' }));
      const late = emulator.fault({ kind: 'listen-late' });
      nodeRed.send('in', { action: 'close' });
      await emulator.waitForSocket(({ messages }) => messages.at(-1)?.type === 'CloseStream');
      nodeRed.send('in', ...frames(evening, { topic: 'second' }));
      const { requestId } = await socketWith(evening);
      late.release();
      const second = await nodeRed.untilSome('out', ({ topic }) => topic === 'second');
      const first = await nodeRed.untilSome('out', ({ topic }) => topic === 'first');
      assert.deepEqual([first.payload, second.payload], [GOOD, EVENING].map(bare));
      assert.equal(aboutOf(second).requestId, requestId);
      assert.equal(asked.sockets.length, 2);
      await untilStatusIs(nodeRed, /^green dot connected$/);
      assert.notEqual(statusesOf(nodeRed).at(-1), '', 'the status is that of the session that listens');
    });

    it('concern the session that the message names, and no other', async () => {
      await given();
      await send(...frames(morning, of('a')), ...frames(evening, of('b')), { action: 'close', ...of('a') });
      const [a, b] = await Promise.all([morning, evening].map(socketWith));
      await emulator.waitForSocketEnd((socket) => socket === a);
      assert.equal(b?.open, true);
      await send({ action: 'finalize', ...of('b') });
      assert.deepEqual(
        [a, b].map((socket) => socket?.messages.at(-1)?.type),
        ['CloseStream', 'Finalize'],
      );
    });

    it('with nothing to finalize or to close they are complete, and no socket is opened', async () => {
      await given();
      await send(
        { action: 'finalize' },
        { action: 'close', payload: 'bye' },
        { action: 'close', ...of('a') },
      );
      assert.equal(asked.sockets.length, 0);
      assert.deepEqual(topicsOf(nodeRed), []);
    });

    it('reset ends at once the session that it names, silently; the next audio opens another', async () => {
      await given();
      const held = emulator.fault({ kind: 'listen-silence' });
      await send(...frames(morning, of('a')));
      await held.reached;
      await send(...frames(evening, of('b')), { reset: true, ...of('a') });
      const [first] = asked.sockets;
      await emulator.waitForSocketEnd((socket) => socket === first);
      held.release();
      assert.equal(first?.messages.at(-1)?.type, 'CloseStream');
      await send(...frames(fox, of('b')), ...frames(fox, of('a')));
      await nodeRed.untilTrue(() => heardIn('a').length === 1 && heardIn('b').length === 2);
      assert.equal(textOf(heardIn('a')), bare(FOX));
      assert.ok(!topicsOf(nodeRed).includes('close'));
    });

    it('reset that names no session ends all; what waits is complete, without output and without error', async () => {
      await given();
      const held = emulator.fault({ kind: 'socket-half-open', at: 'handshake', times: 2 });
      nodeRed.send('in', ...frames(morning, of('a')), ...frames(evening, of('b')), { payload: fox });
      await held.reached;
      nodeRed.send('in', { reset: true });
      const count = frames(morning).length + frames(evening).length + 2;
      assert.deepEqual(await untilEnded(nodeRed, count), []);
      assert.deepEqual([nodeRed.received('out'), statusesOf(nodeRed).at(-1)], [[], '']);
    });
  });

  describe('when nothing is to be heard', () => {
    it('the session is closed after the idle time, with its last words; the next audio opens another', async () => {
      await given({ idle: 1 });
      await send(...frames(morning.subarray(0, morning.length - 48_000)));
      const [first] = asked.sockets;
      const begun = Date.now();
      const { close, messages } = await emulator.waitForSocketEnd((socket) => socket === first);
      assert.ok(Date.now() - begun < 3000, `${Date.now() - begun} ms`);
      assert.equal(close?.code, 1000);
      assert.equal(messages.at(-1)?.type, 'CloseStream');
      await untilEvent(nodeRed, 'close');
      assert.equal(textOf(nodeRed.received('out')), bare(GOOD));
      await send(...frames(evening), { action: 'close' });
      assert.equal(asked.sockets.length, 2);
      assert.equal(textOf(nodeRed.received('out').slice(1)), bare(EVENING));
    });

    it('empty Buffers are ignored: they end no stream, open none, and keep none open', async () => {
      await given({ idle: 1 });
      await send({ payload: Buffer.alloc(0) }, { topic: 'nothing' }, { payload: '' }, { payload: null });
      assert.equal(asked.sockets.length, 0);
      await send(...frames(morning).flatMap((frame) => [frame, { payload: Buffer.alloc(0) }]));
      const { received } = await socketWith(morning);
      nodeRed.send('in', ...Array.from({ length: 100 }, () => ({ payload: Buffer.alloc(0) })));
      await untilEvent(nodeRed, 'close');
      assert.deepEqual([received.bytes, received.empty], [morning.length, 0]);
    });
  });

  describe('with another model or other parameters in a message', () => {
    it('they are another stream; the words of the first one come nevertheless', async () => {
      await given();
      const options = { deepgramOptions: { model: 'nova-2', language: 'en-GB' }, topic: 'second' };
      await send(
        ...frames(morning.subarray(0, morning.length - 48_000), { topic: 'first' }),
        ...frames(evening, options),
      );
      await untilEvent(nodeRed, 'close');
      await nodeRed.until('out', 2);
      assert.deepEqual(
        asked.sockets.map(({ query }) => query.get('model')),
        ['nova-3', 'nova-2'],
      );
      assert.equal(asked.sockets[1]?.query.get('language'), 'en-GB');
      const texts = Object.fromEntries(nodeRed.received('out').map(({ topic, payload }) => [topic, payload]));
      assert.deepEqual(texts, { first: bare(GOOD), second: bare(EVENING) });
      assert.equal(emulator.openSockets() >= 1 && asked.sockets[1]?.open, true);
      assert.equal(asked.sockets[0]?.messages.at(-1)?.type, 'CloseStream');
    });

    it('the same ones in each message are one stream; null takes one away; nothing sticks', async () => {
      await given({ params: { ...RAW, punctuate: true } });
      await send(...frames(morning, { deepgramOptions: { punctuate: null, tag: ['a', 'b'] } }), {
        action: 'close',
      });
      await send(...frames(evening), { action: 'close' });
      const [first, second, ...more] = asked.sockets;
      assert.deepEqual(more, []);
      assert.deepEqual([first?.query.get('punctuate'), first?.query.getAll('tag')], [null, ['a', 'b']]);
      assert.deepEqual([second?.query.get('punctuate'), second?.query.getAll('tag')], ['true', []]);
    });

    it('model and options come from wherever the dialog says', async () => {
      await given({ model: 'wanted', modelType: 'msg', options: '{"numerals": true}', optionsType: 'json' });
      await send(...frames(morning, { wanted: 'nova-2' }));
      assert.deepEqual(
        [asked.sockets[0]?.query.get('model'), asked.sockets[0]?.query.get('numerals')],
        ['nova-2', 'true'],
      );
    });
  });

  it('a hundred callers at once: each gets its own words, and one status speaks for all', async function () {
    this.timeout(60_000);
    await given();
    const names = Array.from({ length: 100 }, (_, index) => `caller ${index}`);
    const audios = [morning, evening, fox];
    const texts = [GOOD, EVENING, FOX].map(bare);
    nodeRed.send('in', ...names.map((name, index) => ({ payload: audios[index % 3], ...of(name) })));
    await nodeRed.until('out', 100);
    for (const [index, name] of names.entries()) assert.equal(textOf(heardIn(name)), texts[index % 3]);
    assert.equal(asked.sockets.length, 100);
    nodeRed.send('in', ...names.map((name) => ({ action: 'close', ...of(name) })));
    await untilEvent(nodeRed, 'close', 100);
    await nodeRed.untilTrue(() => statusesOf(nodeRed).at(-1) === '');
    assert.ok(statusesOf(nodeRed).length < 30, `${statusesOf(nodeRed).length} statuses`);
  });

  it('a client that leaves is told by the status of websocket in, and a function closes its session', async () => {
    const changes = new EventEmitter();
    const func =
      'const s = msg.status; if (s.event == "disconnect") return { action: "close", _session: s._session };';
    const more = [
      { id: 'server', type: 'websocket-listener', path: '/leaving', wholemsg: 'false' },
      { ...onTab('microphone', 'websocket in'), server: 'server', wires: [['stream']] },
      { ...onTab('left', 'status'), scope: ['microphone'], wires: [['leave']] },
      { ...onTab('leave', 'function'), func, outputs: 1, wires: [['stream']] },
    ];
    await given({}, { more });
    const client = new WebSocket(`${nodeRed.url.replace('http', 'ws')}/leaving`);
    client.on('open', () => changes.emit('open'));
    await once(changes, 'open');
    client.send(morning.subarray(0, morning.length - 48_000));
    await untilEvent(nodeRed, 'open');
    client.close();
    await untilEvent(nodeRed, 'close');
    assert.equal(textOf(nodeRed.received('out')), bare(GOOD));
  });
});
