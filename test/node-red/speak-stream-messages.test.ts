import assert from 'node:assert/strict';
import path from 'node:path';
import type { Emulator } from '../../emulator/server.js';
import { decode } from '../helpers/ffmpeg.js';
import { type NodeRed, type Received, ROOT, startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import {
  type Asked,
  audioOf,
  loudnessOf,
  noteAsked,
  partsOf,
  type SpeakStreamFlowOptions,
  speakStreamFlow,
  statusesOf,
  topicsOf,
  untilEnded,
  untilEvent,
  untilStatusIs,
  utterancesIn,
} from '../helpers/speak-stream-flow.js';

const SENTENCE = 'A sentence that takes a while to be spoken from its beginning to its end.';

describe('deepgram-speak-stream, messages', () => {
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

  async function say(...messages: object[]): Promise<Received[]> {
    const before = nodeRed.received('completed').length;
    nodeRed.send('in', ...messages);
    assert.deepEqual(await untilEnded(nodeRed, before + messages.length), []);
    return nodeRed.received('out');
  }

  it('a flow that says nothing but its account gets the defaults', async () => {
    const flow = speakStreamFlow({ url: emulator.url }).map((node) =>
      node.id === 'stream'
        ? { ...onTab('stream', 'deepgram-speak-stream'), account: 'account', wires: node.wires }
        : node,
    );
    await nodeRed.deploy(flow);
    asked = noteAsked(emulator);
    const [first] = await say({ payload: 'Hello. ' });
    const { path, query } = asked.sockets[0] ?? {};
    assert.equal(path, '/v1/speak');
    assert.equal(`${query}`, 'model=aura-2-thalia-en&encoding=linear16&sample_rate=24000');
    assert.ok(Buffer.isBuffer(first?.payload));
  });

  describe('on output 1', () => {
    it('numbers the pieces of an utterance, and marks the last', async () => {
      await given();
      const pieces = await say({ payload: SENTENCE });
      assert.ok(pieces.length > 2);
      const [{ id } = assert.fail()] = pieces.map(partsOf);
      for (const [index, piece] of pieces.entries()) {
        const isLast = index === pieces.length - 1;
        const known = { id, index, type: 'buffer', ch: '', property: 'payload' };
        assert.deepEqual(piece.parts, isLast ? { ...known, count: pieces.length } : known);
        assert.equal('complete' in piece, isLast);
      }
      assert.equal(pieces.at(-1)?.complete, true);
      assert.ok(pieces.slice(0, -1).every(({ payload }) => (payload as Buffer).length > 0));
      assert.ok(audioOf(pieces).equals(asked.speeches[0]?.audio ?? Buffer.alloc(0)));
    });

    it('gives each utterance an id of its own', async () => {
      await given();
      const heard = utterancesIn(await say({ payload: 'One.' }, { payload: 'Two.' }));
      assert.equal(heard.length, 2);
      assert.deepEqual(
        heard.map(({ audio }) => audio.toString('base64')),
        asked.speeches.map(({ audio }) => audio.toString('base64')),
      );
    });

    it('nests the parts of the message that began the utterance', async () => {
      await given();
      const outer = { id: 'outer', index: 3, count: 5, type: 'string', ch: '\n' };
      const pieces = await say({ payload: 'Hello.', parts: outer });
      assert.ok(pieces.every((piece) => JSON.stringify(partsOf(piece).parts) === JSON.stringify(outer)));
    });

    it('is put together by a Join node in automatic mode: the right length, and not silent', async () => {
      const more = [
        { ...onTab('join', 'join'), mode: 'auto', build: 'object', wires: [['joined']] },
        onTab('joined', 'test-sink'),
      ];
      await given({ wires: [['out', 'join'], ['events']] }, { more });
      nodeRed.send('in', { payload: SENTENCE, topic: 't' });
      const [joined] = await nodeRed.until('joined');
      const audio = joined?.payload as Buffer;
      const raw = ['-f', 's16le', '-ar', '24000', '-ac', '1'];
      const { samples, complaints } = await decode(audio, 'raw', 24000, raw);
      assert.equal(complaints, '');
      assert.equal(joined?.topic, 't');
      assert.equal(samples.length, asked.speeches[0]?.bytes);
      assert.ok(samples.length / 48_000 > 2 && samples.length / 48_000 < 8);
      assert.ok(loudnessOf(samples) > 0.01, `${loudnessOf(samples)}`);
    });

    it('passes on all other properties of the message that began the utterance, and no other', async () => {
      await given({ flush: 'manual' });
      const extra = {
        topic: 't',
        _msgid: 'abc',
        headers: { a: 1 },
        list: [1, { b: 2 }],
        contentType: 'mine',
      };
      const second = { payload: ' world.', topic: 'other', action: 'flush', more: 1 };
      const pieces = await say({ payload: 'Hello', ...extra }, second);
      for (const { payload, parts, deepgram, complete, ...rest } of pieces) assert.deepEqual(rest, extra);
    });

    it('takes out what would command the nodes behind: action, reset, complete', async () => {
      await given();
      const pieces = await say({ payload: SENTENCE, action: 'flush', reset: false, complete: true });
      for (const piece of pieces) assert.ok(!('action' in piece) && !('reset' in piece));
      assert.ok(pieces.slice(0, -1).every((piece) => !('complete' in piece)));
    });

    it('tells what was spoken, in what, by which request, in which session', async () => {
      await given();
      const pieces = await say({ payload: 'Hello.', _session: { type: 'websocket', id: 's1' } });
      for (const { deepgram } of pieces) {
        const { firstByteMs, ...rest } = deepgram ?? {};
        assert.deepEqual(rest, {
          ...{ requestId: asked.sockets[0]?.requestId, model: 'aura-2-thalia-en' },
          ...{ encoding: 'linear16', sampleRate: 24000, session: 's1' },
        });
        assert.ok(Number(firstByteMs) >= 0 && Number(firstByteMs) < 5000);
      }
    });

    it('passes a piece on when it comes, long before the utterance has ended', async () => {
      await given();
      const held = emulator.fault({ kind: 'speech-silence', afterBytes: 20_000 });
      nodeRed.send('in', { payload: SENTENCE });
      await held.reached;
      await nodeRed.until('out', 2);
      assert.deepEqual(nodeRed.received('completed'), []);
      held.release();
      await untilEnded(nodeRed, 1);
    });

    it('does not break msg.req and msg.res', async () => {
      const more = [
        { ...onTab('http', 'http in'), url: '/speak', method: 'get', wires: [['stream']] },
        { ...onTab('join', 'join'), mode: 'auto', build: 'object', wires: [['response']] },
        onTab('response', 'http response'),
      ];
      const stream = { text: '"Hello from " & req.query.who & "."', textType: 'jsonata' };
      await given({ ...stream, wires: [['join'], ['events']] }, { more });
      const response = await fetch(`${nodeRed.url}/speak?who=Ann`);
      const body = Buffer.from(await response.arrayBuffer());
      assert.deepEqual(asked.texts, ['Hello from Ann.']);
      assert.ok(body.equals(asked.speeches[0]?.audio ?? Buffer.alloc(0)));
    });

    it('P20: one message for each piece, and no deep clone', async () => {
      const own = await startNodeRed({
        nodesDir: [ROOT, path.join(ROOT, 'test/helpers/watch-sends')],
      });
      const flow = speakStreamFlow({
        url: emulator.url,
        more: [
          { ...onTab('ask', 'test-source'), wires: [['sends']] },
          { ...onTab('sends', 'test-sends'), wires: [['told']] },
          onTab('told', 'test-sink'),
        ],
      });
      await own.deploy(flow.filter(({ id }) => id !== 'complete'));
      asked = noteAsked(emulator);
      own.send('in', { payload: SENTENCE, action: 'flush' });
      await untilEvent(own, 'reply-end');
      own.send('ask', {});
      const [told = assert.fail()] = await own.until('told');
      await own.stop();
      const { sent, clones } = told.payload as { sent: Record<string, number>; clones: number };
      const frames = asked.speeches[0]?.frames ?? 0;
      // One of each frame and the last, which is empty; on output 2 open, Metadata, Flushed, reply-end.
      assert.ok(frames > 5);
      assert.equal(sent['deepgram-speak-stream'], frames + 1 + 4);
      assert.equal(clones, 0);
    });
  });

  describe('after clear', () => {
    it('nothing of what was said before comes out, and the utterance ends as cleared', async () => {
      await given();
      emulator.fault({ kind: 'speech-after-clear', frames: 5 });
      emulator.fault({ kind: 'speech-slow', bytesPerSecond: 48_000 });
      nodeRed.send('in', { payload: SENTENCE, topic: 'cut' }, { payload: 'Behind it.', topic: 'never' });
      await nodeRed.until('out', 2);
      nodeRed.send('in', { action: 'clear', topic: 'clear' }, { payload: 'Next.', topic: 'next' });
      assert.deepEqual(await untilEnded(nodeRed, 4), []);
      const outputs = nodeRed.received('out');
      const [cut, next, ...more] = utterancesIn(outputs);
      assert.deepEqual(more, []);
      assert.equal(cut?.last?.deepgram?.cleared, true);
      assert.equal(cut?.last?.topic, 'cut');
      assert.equal(partsOf(cut?.last ?? {}).count, cut?.pieces.length);
      assert.ok(!('cleared' in (cut?.pieces[0]?.deepgram ?? {})));
      const [spoken, second] = asked.speeches;
      assert.ok(spoken?.audio.subarray(0, cut?.audio.length).equals(cut?.audio ?? Buffer.alloc(1)));
      assert.ok((cut?.audio.length ?? 0) < (spoken?.bytes ?? 0), 'there was more that did not come out');
      assert.equal(next?.last?.topic, 'next');
      assert.ok(!('cleared' in (next?.last?.deepgram ?? {})));
      assert.ok(next?.audio.equals(second?.audio ?? Buffer.alloc(0)));
      assert.deepEqual(asked.texts.slice(1), ['Next.']);
      const at = outputs.indexOf(cut?.last ?? {});
      assert.ok(outputs.slice(at + 1).every(({ topic }) => topic === 'next'));
      await untilEvent(nodeRed, 'Cleared');
    });

    it('there is no reply-end for what was cleared', async () => {
      await given();
      const held = emulator.fault({ kind: 'speech-silence', afterBytes: 5000 });
      nodeRed.send('in', { payload: SENTENCE, action: 'flush' });
      await held.reached;
      nodeRed.send('in', { action: 'clear' }, { payload: 'Next.', action: 'flush' });
      await untilEnded(nodeRed, 3);
      await untilEvent(nodeRed, 'reply-end');
      assert.equal(topicsOf(nodeRed).filter((topic) => topic === 'reply-end').length, 1);
    });
  });

  describe('on output 2', () => {
    it('tells what Deepgram says and what became of the session, with the properties that opened it', async () => {
      await given({ idle: 1 });
      const _session = { type: 'websocket', id: 's1' };
      await say(
        { payload: 'Hello.', _session, mine: 1, topic: 'x', action: 'flush', complete: true },
        { payload: 'Again.', _session, mine: 2, action: 'flush' },
      );
      await untilEvent(nodeRed, 'close');
      const events = nodeRed.received('events');
      assert.deepEqual(
        events.map(({ topic }) => topic),
        ['open', 'Metadata', 'Flushed', 'reply-end', 'Flushed', 'reply-end', 'close'],
      );
      for (const { deepgram, mine, _session: session, ...rest } of events) {
        assert.deepEqual(deepgram, { session: 's1' });
        assert.deepEqual([mine, session], [1, _session]);
        assert.deepEqual(Object.keys(rest).sort(), ['_msgid', 'payload', 'topic']);
      }
      const [open, metadata, flushed] = events.map(({ payload }) => payload);
      assert.deepEqual(open, { request_id: asked.sockets[0]?.requestId });
      assert.deepEqual(metadata, asked.sockets[0]?.sent[0]?.json);
      assert.deepEqual(flushed, { type: 'Flushed', sequence_id: 0 });
      assert.deepEqual(events.at(-1)?.payload, { code: 1000, reason: '' });
    });

    it('says Cleared and Warning', async () => {
      await given();
      emulator.fault({ kind: 'socket-send', text: '{"type":"Warning","description":"d","code":"c"}' });
      const held = emulator.fault({ kind: 'speech-silence', afterBytes: 5000 });
      nodeRed.send('in', { payload: SENTENCE });
      await held.reached;
      nodeRed.send('in', { action: 'clear' });
      await untilEvent(nodeRed, 'Cleared');
      const [warning] = await untilEvent(nodeRed, 'Warning');
      assert.deepEqual(warning?.payload, { type: 'Warning', description: 'd', code: 'c' });
    });

    it('is even when a socket is replaced: each that was opened is closed', async () => {
      await given();
      await say({ payload: 'One.' }, { payload: 'Zwei.', deepgramOptions: { model: 'aura-2-viktoria-de' } });
      await emulator.waitForSocketEnd((socket) => socket === asked.sockets[0]);
      await say({ action: 'close' });
      await untilEvent(nodeRed, 'close');
      const count = (wanted: string) => topicsOf(nodeRed).filter((topic) => topic === wanted).length;
      assert.deepEqual([count('open'), count('close')], [2, 2]);
    });
  });

  describe('when idle', () => {
    it('closes the socket, and opens it again for the next text', async () => {
      await given({ idle: 1 });
      await say({ payload: 'One.' });
      const [first] = asked.sockets;
      const begun = Date.now();
      const { close, messages } = await emulator.waitForSocketEnd((socket) => socket === first);
      assert.ok(Date.now() - begun < 2500);
      assert.equal(close?.code, 1000);
      assert.equal(messages.at(-1)?.type, 'Close');
      await untilEvent(nodeRed, 'close');
      await say({ payload: 'Two.' });
      assert.equal(asked.sockets.length, 2);
      assert.deepEqual(asked.texts, ['One.', 'Two.']);
    });

    it('keeps the socket between messages', async () => {
      await given();
      await say({ payload: 'One.' });
      await say({ payload: 'Two.' });
      assert.equal(asked.sockets.length, 1);
      assert.equal(emulator.openSockets(), 1);
    });
  });

  it('says what it does by its status, on change only', async () => {
    await given({ idle: 1 });
    await say({ payload: 'One.' });
    await untilStatusIs(nodeRed, /^$/);
    assert.deepEqual(statusesOf(nodeRed), [
      ...['yellow ring connecting', 'blue dot speaking', 'green dot connected', ''],
    ]);
  });
});
