import assert from 'node:assert/strict';
import path from 'node:path';
import type { Emulator } from '../../emulator/server.js';
import { type NodeRed, type Received, ROOT, startNodeRed } from '../helpers/node-red.js';
import { say } from '../helpers/recordings.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import {
  type Asked,
  aboutOf,
  frames,
  interleaved,
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

const SHORT = 'Good morning to you.';
const TWO = 'The quick brown fox jumps over the lazy dog. And then the other one sleeps.';
/** Takes more than five seconds, after which Deepgram makes a piece final in mid-sentence. */
const LONG =
  'The quick brown fox jumps over the lazy dog and the other one sleeps in the shade of a very old tree that nobody ' +
  'had seen before it was cut down in spring';

const bare = (text: string) => text.toLowerCase().replace(/[.,]/g, '');

describe('deepgram-transcribe-stream, messages', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let asked: Asked;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });

  async function given(
    stream: Record<string, unknown> = {},
    more: Partial<TranscribeStreamFlowOptions> = {},
  ): Promise<void> {
    emulator.clearFaults();
    await nodeRed.deploy(transcribeStreamFlow({ url: emulator.url, stream, ...more }));
    asked = noteAsked(emulator);
  }

  /** Has audio heard to its end. @returns what came out */
  async function hear(audio: Buffer, more: object = {}): Promise<Received[]> {
    const messages = [...frames(audio, more), { ...more, action: 'close' }];
    nodeRed.send('in', ...messages);
    assert.deepEqual(await untilEnded(nodeRed, messages.length), []);
    await untilEvent(nodeRed, 'close');
    return nodeRed.received('out');
  }

  const query = () => Object.fromEntries(asked.sockets[0]?.query ?? []);

  it('a flow that says nothing but its account hears a WAV with the defaults', async () => {
    const flow = transcribeStreamFlow({ url: emulator.url }).map((node) =>
      node.id === 'stream'
        ? { ...onTab('stream', 'deepgram-transcribe-stream'), account: 'account', wires: node.wires }
        : node,
    );
    await nodeRed.deploy(flow);
    asked = noteAsked(emulator);
    const outputs = await hear(await say(emulator, SHORT));
    assert.equal(asked.sockets[0]?.path, '/v1/listen');
    assert.equal(`${asked.sockets[0]?.query}`, 'model=nova-3&smart_format=true');
    assert.equal(textOf(outputs), SHORT);
  });

  it('the audio arrives byte by byte, in order, also what came before the connection was open', async () => {
    await given();
    const audio = await sayRaw(emulator, TWO);
    await hear(audio);
    assert.ok(asked.sockets[0]?.received.audio.equals(audio));
    assert.equal(asked.sockets[0]?.received.empty, 0);
  });

  it('a message is complete when its audio has been handed over: not before, and long before its words come', async () => {
    await given();
    emulator.fault({ kind: 'socket-refused', status: 503, retryAfter: 1 });
    const silent = emulator.fault({ kind: 'listen-silence' });
    const messages = frames(await sayRaw(emulator, SHORT));
    nodeRed.send('in', ...messages);
    await untilStatusIs(nodeRed, /^yellow ring try/);
    assert.deepEqual(nodeRed.received('completed'), []);
    assert.deepEqual(await untilEnded(nodeRed, messages.length), []);
    await silent.reached;
    assert.deepEqual(nodeRed.received('out'), []);
    silent.release();
    await nodeRed.until('out');
    const order = nodeRed.received('completed').map(({ payload }) => payload as Buffer);
    assert.ok(Buffer.concat(order).equals(Buffer.concat(messages.map(({ payload }) => payload))));
  });

  it('audio is heard wherever the dialog says it is', async () => {
    await given({ audio: 'media.chunk' });
    const audio = await sayRaw(emulator, SHORT);
    nodeRed.send(
      'in',
      { media: { chunk: audio, track: 'inbound' }, payload: 'no audio' },
      { action: 'close' },
    );
    assert.deepEqual(await untilEnded(nodeRed, 2), []);
    const [{ media } = assert.fail()] = await nodeRed.until('out');
    assert.ok(asked.sockets[0]?.received.audio.equals(audio));
    assert.deepEqual(media, { chunk: undefined, track: 'inbound' }, 'what was heard is not passed on');
  });

  describe('on output 1', () => {
    it('final: one message for each final result, with what is known of it', async () => {
      await given();
      const outputs = await hear(await sayRaw(emulator, TWO), { topic: 't' });
      assert.deepEqual(
        outputs.map(({ payload }) => payload),
        [bare(TWO).split(' and ')[0], `and ${bare(TWO).split(' and ')[1]}`],
      );
      const [first, second] = outputs.map(aboutOf);
      const { confidence, duration, words = [], ...rest } = first ?? assert.fail();
      assert.deepEqual(rest, {
        ...{ requestId: asked.sockets[0]?.requestId, session: '', final: true, speechFinal: true },
        ...{ start: 0, channel: 0, channels: 1, utterance: outputs[0]?.payload },
      });
      assert.ok(confidence > 0.5 && confidence <= 1);
      assert.deepEqual(
        words.map(({ word }) => word),
        String(outputs[0]?.payload).split(' '),
      );
      assert.equal(second?.start, duration);
      assert.deepEqual(query(), { model: 'nova-3', encoding: 'linear16', sample_rate: '16000' });
    });

    it('final: a long sentence comes in pieces; utterance: it comes whole, with all its words', async () => {
      const audio = await sayRaw(emulator, LONG);
      await given();
      const pieces = await hear(audio);
      assert.equal(pieces.length, 2);
      assert.deepEqual(
        pieces.map((piece) => aboutOf(piece).speechFinal),
        [false, true],
      );
      assert.equal(aboutOf(pieces[1] ?? assert.fail()).utterance, bare(LONG));

      await given({ emit: 'utterance' });
      const [whole = assert.fail(), ...more] = await hear(audio);
      assert.deepEqual(more, []);
      assert.equal(whole.payload, bare(LONG));
      const { words, final, speechFinal, utterance, start, duration } = aboutOf(whole);
      assert.deepEqual([final, speechFinal, utterance, start], [true, true, whole.payload, 0]);
      assert.equal(words.map(({ word }) => word).join(' '), whole.payload);
      assert.ok(duration > 6);
    });

    it('all: guesses, too, each with the utterance so far', async () => {
      await given({ emit: 'all' });
      const outputs = await hear(await sayRaw(emulator, LONG));
      const guesses = outputs.filter((output) => !aboutOf(output).final);
      assert.ok(guesses.length > 3);
      for (const { payload, ...guess } of guesses) {
        assert.ok(bare(LONG).startsWith(aboutOf(guess).utterance), aboutOf(guess).utterance);
        assert.ok(aboutOf(guess).utterance.endsWith(String(payload)));
      }
      const finals = outputs.filter((output) => aboutOf(output).final);
      assert.equal(textOf(finals), bare(LONG));
    });

    const asks: [string, Record<string, unknown>, Record<string, string>][] = [
      ['final asks for nothing by itself', {}, {}],
      ['all asks for interim results', { emit: 'all' }, { interim_results: 'true' }],
      [
        'utterance asks for what ends one',
        { emit: 'utterance' },
        { interim_results: 'true', endpointing: '300', utterance_end_ms: '1000' },
      ],
      [
        'what the user has set stays as it is',
        { emit: 'utterance', params: { ...RAW, interim_results: false, endpointing: 700 } },
        { interim_results: 'false', endpointing: '700' },
      ],
    ];
    for (const [name, stream, expected] of asks) {
      it(name, async () => {
        await given(stream);
        await hear(await sayRaw(emulator, SHORT));
        assert.deepEqual(query(), {
          ...{ model: 'nova-3', encoding: 'linear16', sample_rate: '16000' },
          ...expected,
        });
      });
    }

    it('silence is no message', async () => {
      await given({ emit: 'all' });
      assert.deepEqual(await hear(silence(8)), []);
      assert.ok(asked.sockets[0]?.sent.some(({ type }) => type === 'Results'));
    });

    it('multichannel: each result says of which channel it is, and utterances are joined channel by channel', async () => {
      const voices = [
        await sayRaw(emulator, LONG),
        await sayRaw(emulator, SHORT, 'aura-2-arcas-en'),
      ] as const;
      for (const emit of ['final', 'utterance']) {
        await given({ emit, params: { ...RAW, channels: 2, multichannel: true } });
        const outputs = await hear(interleaved(...voices));
        for (const [channel, text] of [LONG, SHORT].entries()) {
          const own = outputs.filter((output) => aboutOf(output).channel === channel);
          assert.equal(textOf(own), bare(text));
          assert.ok(own.every((output) => aboutOf(output).channels === 2));
          if (emit === 'utterance') assert.equal(own.length, 1);
        }
      }
    });

    it('diarize: each result says who speaks', async () => {
      await given({ params: { ...RAW, diarize: true } });
      const [one, other] = [
        await sayRaw(emulator, SHORT),
        await sayRaw(emulator, 'And good evening to all of you.', 'aura-2-arcas-en'),
      ];
      const outputs = await hear(Buffer.concat([one, other]));
      assert.deepEqual(
        outputs.map((output) => aboutOf(output).speaker),
        [0, 1],
      );
      assert.ok(aboutOf(outputs[1] ?? assert.fail()).words.every(({ speaker }) => speaker === 1));
    });

    it('says the language where Deepgram does', async () => {
      await given({ params: { ...RAW, language: 'multi' } });
      const [output = assert.fail()] = await hear(await sayRaw(emulator, SHORT));
      assert.equal(aboutOf(output).language, 'en');
    });

    for (const output of ['text', 'payload.said', 'call.captions[0].text']) {
      it(`puts the text into msg.${output}`, async () => {
        await given({ output });
        const [heard = assert.fail()] = await hear(await sayRaw(emulator, SHORT), {
          call: { id: 7, captions: [{ at: 1 }] },
        });
        const text = bare(SHORT);
        const { call, payload } = heard as { call: object; payload?: unknown };
        const expected =
          output === 'text'
            ? [text, undefined, { id: 7, captions: [{ at: 1 }] }]
            : output === 'payload.said'
              ? [undefined, { said: text }, { id: 7, captions: [{ at: 1 }] }]
              : [undefined, undefined, { id: 7, captions: [{ at: 1, text }] }];
        assert.deepEqual([heard.text, payload, call], expected);
      });
    }

    it('passes on all other properties of the message that opened the session, and no others', async () => {
      await given();
      const extra = { topic: 't', headers: { a: 1 }, list: [1, { b: 2 }], parts: { id: 'p', index: 0 } };
      const audio = frames(await sayRaw(emulator, TWO));
      const [first, ...rest] = audio;
      nodeRed.send(
        'in',
        { ...first, ...extra, _msgid: 'abc', action: '', reset: false, complete: true },
        ...rest.map((frame) => ({ ...frame, topic: 'other', more: 1 })),
        { action: 'close' },
      );
      await untilEvent(nodeRed, 'close');
      const outputs = [...nodeRed.received('out'), ...nodeRed.received('events')];
      assert.equal(nodeRed.received('out').length, 2);
      for (const { payload, deepgram, topic, ...other } of outputs) {
        const { topic: _own, ...expected } = extra;
        assert.deepEqual(other, { ...expected, _msgid: 'abc' });
      }
      assert.ok(nodeRed.received('out').every(({ topic }) => topic === 't'));
    });

    it('what a flow writes into one message is not in the next', async () => {
      const func = "msg.seen = (msg.seen || 0) + 1; msg.list = 'gone'; delete msg.topic; return msg;";
      const more = [
        { ...onTab('spoil', 'function'), func, outputs: 1, wires: [['spoilt']] },
        onTab('spoilt', 'test-sink'),
      ];
      await given({ output: 'call.text', wires: [['spoil'], ['events']] }, { more });
      await hear(await sayRaw(emulator, TWO), { topic: 't', list: [1], call: { id: 7 } });
      const spoilt = await nodeRed.until('spoilt', 2);
      assert.ok(spoilt.every(({ seen }) => seen === 1));
      const [open, ...events] = nodeRed.received('events').slice(1);
      for (const { topic, list, call } of [open ?? assert.fail(), ...events]) {
        assert.deepEqual([list, call], [[1], { id: 7 }], String(topic));
      }
    });

    it('F55 nr.buffer.alias: a flow that writes into Buffers it has sent spoils neither what waits nor what is sent again', async () => {
      const func = `if (msg.spoil) { for (const one of context.get('kept')) one.fill(0x55); return null; }
        context.set('kept', [...(context.get('kept') || []), msg.payload]);
        node.send(msg, false);`;
      const more = [
        { ...onTab('source', 'test-source'), wires: [['spoil']] },
        { ...onTab('spoil', 'function'), func, outputs: 1, wires: [['stream']] },
        { ...onTab('spoilt', 'complete'), scope: ['spoil'], wires: [['after']] },
        onTab('after', 'test-sink'),
      ];
      await given({}, { more });
      const audio = await sayRaw(emulator, SHORT);
      const half = audio.length / 4;
      emulator.fault({ kind: 'socket-cut', afterBytes: half });
      nodeRed.send('source', ...frames(audio.subarray(0, half)));
      await emulator.waitForSocketEnd((socket) => socket === asked.sockets[0]);
      emulator.fault({ kind: 'socket-refused', status: 503, retryAfter: 1 });
      await untilStatusIs(nodeRed, /^yellow ring try/);
      const rest = frames(audio.subarray(half));
      nodeRed.send('source', ...rest, { payload: Buffer.alloc(0), topic: 'behind' });
      await nodeRed.untilSome('completed', ({ topic }) => topic === 'behind');
      nodeRed.send('source', { spoil: true });
      await nodeRed.untilSome('after', ({ spoil }) => spoil === true);
      await untilEvent(nodeRed, 'Warning');
      nodeRed.send('in', { action: 'close' });
      await untilEvent(nodeRed, 'close', 2);
      assert.ok(asked.sockets.at(-1)?.received.audio.equals(audio));
      assert.equal(textOf(nodeRed.received('out')), bare(SHORT));
    });

    it('P20: one message for each result and for each event, and no deep clone', async () => {
      const own = await startNodeRed({ nodesDir: [ROOT, path.join(ROOT, 'test/helpers/watch-sends')] });
      const flow = transcribeStreamFlow({
        url: emulator.url,
        more: [
          { ...onTab('ask', 'test-source'), wires: [['sends']] },
          { ...onTab('sends', 'test-sends'), wires: [['told']] },
          onTab('told', 'test-sink'),
        ],
      });
      await own.deploy(flow.filter(({ id }) => id !== 'complete'));
      own.send('in', ...frames(await sayRaw(emulator, TWO)), { action: 'close' });
      await untilEvent(own, 'close');
      own.send('ask', {});
      const [told = assert.fail()] = await own.until('told');
      await own.stop();
      const { sent, clones } = told.payload as { sent: Record<string, number>; clones: number };
      // Two results; open, Metadata, close.
      assert.equal(sent['deepgram-transcribe-stream'], 2 + 3);
      assert.equal(clones, 0);
    });
  });

  describe('on output 2', () => {
    it('tells what Deepgram says and what became of the session, with the properties that opened it', async () => {
      await given({ emit: 'utterance', params: { ...RAW, vad_events: true } });
      const _session = { type: 'websocket', id: 's1' };
      await hear(await sayRaw(emulator, SHORT), { _session, mine: 1, topic: 'x' });
      assert.deepEqual(topicsOf(nodeRed), ['open', 'SpeechStarted', 'UtteranceEnd', 'Metadata', 'close']);
      const events = nodeRed.received('events');
      for (const { deepgram, mine, _session: session, ...rest } of events) {
        assert.deepEqual(deepgram, { session: 's1' });
        assert.deepEqual([mine, session], [1, _session]);
        assert.deepEqual(Object.keys(rest).sort(), ['_msgid', 'payload', 'topic']);
      }
      const [{ requestId, sent } = assert.fail()] = asked.sockets;
      const [open, ...others] = events.map(({ payload }) => payload);
      assert.deepEqual(open, { request_id: requestId });
      assert.deepEqual(others.pop(), { code: 1000, reason: '' });
      const saidBy = (type: string) => sent.find((message) => message.type === type)?.json;
      assert.deepEqual(others, ['SpeechStarted', 'UtteranceEnd', 'Metadata'].map(saidBy));
    });

    it('UtteranceEnd ends an utterance that no pause has ended', async () => {
      await given({ emit: 'utterance', params: { ...RAW, endpointing: false } });
      nodeRed.send('in', ...frames(await sayRaw(emulator, SHORT)));
      const [heard] = await nodeRed.until('out');
      assert.equal(heard?.payload, bare(SHORT));
      assert.deepEqual(topicsOf(nodeRed).slice(-1), ['UtteranceEnd']);
    });
  });

  it('says what it does by its status, on change only', async () => {
    await given();
    await hear(await sayRaw(emulator, TWO));
    await nodeRed.untilTrue(() => statusesOf(nodeRed).at(-1) === '');
    assert.deepEqual(statusesOf(nodeRed), [
      ...['yellow ring connecting', 'green dot connected', 'blue dot listening', ''],
    ]);
  });
});
