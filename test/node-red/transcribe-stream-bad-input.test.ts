import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Emulator } from '../../emulator/server.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import {
  type Asked,
  type Book,
  noteAsked,
  openBook,
  sayRaw,
  statusesOf,
  type TranscribeStreamFlowOptions,
  textOf,
  topicsOf,
  transcribeStreamFlow,
  untilEnded,
  untilEvent,
  untilStatusIs,
} from '../helpers/transcribe-stream-flow.js';

const GOOD = 'Good morning to you.';
const of = (id: string) => ({ _session: { type: 'websocket', id } });

describe('deepgram-transcribe-stream, bad input', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let asked: Asked;
  let book: Book;
  let good: Buffer;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    good = await sayRaw(emulator, GOOD);
  });

  async function given(options: Partial<TranscribeStreamFlowOptions> = {}): Promise<void> {
    emulator.clearFaults();
    await nodeRed.deploy(transcribeStreamFlow({ url: emulator.url, ...options }));
    book = await openBook(nodeRed, emulator);
    asked = noteAsked(emulator);
  }

  const codes = () => book.failures().map(({ code }) => code);

  describe('what is no audio', () => {
    const values: [string, unknown][] = [
      ['text', 'Hello.'],
      ['JSON of a telephone', { event: 'media', media: { payload: 'AAAA' } }],
      ['a number', 7],
      ['a list of numbers', [1, 2, 3]],
      ['true', true],
    ];
    for (const [name, payload] of values) {
      it(`${name} is BAD_REQUEST, which names the property`, async () => {
        await given();
        await book.say({ payload, topic: 'bad' });
        const [failure, ...more] = book.failures();
        assert.deepEqual(more, []);
        assert.deepEqual([failure?.code, failure?.topic], ['BAD_REQUEST', 'bad']);
        assert.match(failure?.message ?? '', /msg\.payload/);
        await untilStatusIs(nodeRed, /^red ring request refused$/);
        assert.equal(asked.sockets.length, 0);
        await book.balance();
      });
    }

    it('is said once in a session: what follows is complete, and the audio is heard', async () => {
      await given();
      await book.say(
        { payload: 'start', ...of('a') },
        { payload: good, ...of('a') },
        { payload: 'mark', ...of('a') },
        { payload: 'start', ...of('b') },
        { payload: 'mark', ...of('b') },
      );
      assert.deepEqual(codes(), ['BAD_REQUEST', 'BAD_REQUEST']);
      await nodeRed.untilSome('out', ({ payload }) => payload === 'good morning to you');
      await book.say({ action: 'close', ...of('a') });
      await nodeRed.untilTrue(() => topicsOf(nodeRed).filter((topic) => topic === 'close').length === 2);
      await book.say({ payload: 'again', ...of('a') }, { payload: 'again', ...of('b') });
      assert.equal(codes().length, 3, 'a new session hears it again, the other does not');
      await book.say({ reset: true, ...of('b') }, { payload: 'again', ...of('b') });
      assert.equal(codes().length, 4);
      await book.balance();
    });

    it('text of ten thousand sessions that never begin is not remembered for ever', async function () {
      this.timeout(60_000);
      await given();
      const many = Array.from({ length: 10_000 }, (_, index) => ({ payload: 'x', ...of(`${index}`) }));
      await book.say(...many);
      await book.say({ payload: 'x', ...of('9999') }, { payload: 'x', ...of('0') });
      assert.equal(codes().length, 10_001);
      await book.balance();
    });

    it('what comes with an action may be anything', async () => {
      await given();
      await book.say({ payload: { stop: true }, action: 'close' }, { payload: 'x', action: 'finalize' });
      assert.deepEqual(codes(), []);
      await book.say({ payload: 'x' });
      assert.deepEqual(codes(), ['BAD_REQUEST'], 'and is not what is said once');
      await book.balance();
    });
  });

  describe('wrong parameters are refused before anything is sent', () => {
    const cases: [string, object, string, RegExp][] = [
      ['an encoding without a rate', { sample_rate: null }, 'BAD_REQUEST', /sample_rate|rate/i],
      ['a model for recordings only', { model: 'whisper-large' }, 'BAD_REQUEST', /whisper-large/],
      ['a parameter for recordings only', { paragraphs: true }, 'BAD_REQUEST', /paragraphs/],
      ['a boolean that is none', { punctuate: 'maybe' }, 'BAD_REQUEST', /punctuate/],
      ['a callback among the options', { callback: 'wss://x.example' }, 'BAD_REQUEST', /callback/],
      ['callback_method among the options', { callback_method: 'PUT' }, 'BAD_REQUEST', /callback_method/],
      ['what Flux does not take', { model: 'flux-general-en', punctuate: true }, 'BAD_REQUEST', /punctuate/],
      ['a keyterm for an older model', { model: 'nova-2', keyterm: 'x' }, 'BAD_REQUEST', /keyterm/],
      ['an object as a parameter', { tag: { a: 1 } }, 'BAD_REQUEST', /tag/],
      ['no model', { model: null }, 'CONFIG', /model/],
    ];
    for (const [name, deepgramOptions, code, words] of cases) {
      it(`${name} is ${code}, in words`, async () => {
        await given();
        await book.say({ payload: good, deepgramOptions });
        const [failure] = book.failures();
        assert.equal(failure?.code, code);
        assert.match(failure?.message ?? '', words);
        assert.equal(asked.sockets.length, 0);
        await book.balance();
      });
    }

    for (const deepgramOptions of [[1], 'speed=1', 7]) {
      it(`options that are ${JSON.stringify(deepgramOptions)} are BAD_REQUEST`, async () => {
        await given();
        await book.say({ payload: good, deepgramOptions });
        assert.deepEqual(codes(), ['BAD_REQUEST']);
        assert.equal(asked.sockets.length, 0);
        await book.balance();
      });
    }

    it('a session that listens goes on', async () => {
      await given();
      const half = good.length / 4;
      await book.say(
        { payload: good.subarray(0, half) },
        { payload: good, deepgramOptions: { punctuate: 'maybe' } },
        { payload: good.subarray(half) },
      );
      assert.deepEqual(codes(), ['BAD_REQUEST']);
      await nodeRed.untilSome('out', ({ payload }) => payload === 'good morning to you');
      assert.equal(asked.sockets.length, 1);
      await book.balance();
    });

    it('what nobody knows passes: the API may be newer', async () => {
      await given();
      await book.say({ payload: good, deepgramOptions: { brand_new: 1 } });
      assert.equal(asked.sockets[0]?.query.get('brand_new'), '1');
      assert.deepEqual(codes(), ['BAD_REQUEST'], 'the emulator does not know it either');
      assert.match(book.failures()[0]?.message ?? '', /brand_new/);
      await book.balance();
    });
  });

  describe('in the settings', () => {
    async function failureOf(options: Partial<TranscribeStreamFlowOptions>, message: object = {}) {
      await nodeRed.deploy(transcribeStreamFlow({ url: emulator.url, ...options }));
      asked = noteAsked(emulator);
      nodeRed.send('in', { payload: good, ...message });
      const [failure] = await untilEnded(nodeRed, 1);
      await untilStatusIs(nodeRed, /^red ring/);
      return { ...(failure ?? assert.fail()), status: statusesOf(nodeRed).at(-1) };
    }

    const models: [string, Record<string, unknown>][] = [
      ['msg', { model: 'wanted', modelType: 'msg' }],
      ['flow', { model: 'wanted', modelType: 'flow' }],
      ['env', { model: 'NO_SUCH_MODEL', modelType: 'env' }],
      ['jsonata', { model: '$lookup({}, "x")', modelType: 'jsonata' }],
      ['str', { model: ' ' }],
    ];
    for (const [type, stream] of models) {
      it(`a model (${type}) that turns out missing is CONFIG`, async () => {
        const { code, message, status } = await failureOf({ stream });
        assert.deepEqual([code, status], ['CONFIG', 'red ring check the settings']);
        assert.match(message, /model/);
        assert.equal(asked.sockets.length, 0);
      });
    }

    it('no key is CONFIG and says where one goes; a wrong one is AUTH', async () => {
      const none = await failureOf({ key: '' });
      assert.equal(none.code, 'CONFIG');
      assert.match(none.message, /DEEPGRAM_API_KEY/);
      const wrong = await failureOf({ key: 'not-the-key' });
      assert.deepEqual([wrong.code, wrong.status, wrong.cause.status], ['AUTH', 'red ring wrong key', 401]);
    });

    for (const [output, message] of [
      ['a b..c', {}],
      ['topic.text', { topic: 'in the way' }],
    ] as const) {
      it(`an output at msg.${output} is CONFIG${'topic' in message ? ' where text is in the way' : ''}`, async () => {
        const { code } = await failureOf({ stream: { output } }, message);
        assert.equal(code, 'CONFIG');
        assert.equal(asked.sockets.length, 0);
      });
    }

    it('numbers as text, and nonsense, are read as well as may be', async () => {
      const params = { encoding: 'linear16', sample_rate: '16000' };
      await given({ stream: { params, idle: '1', emit: 'nonsense', output: '', sessionType: '' } });
      await book.say({ payload: good });
      await untilEvent(nodeRed, 'close', 2);
      assert.match(textOf(nodeRed.received('out')), /good morning/);
    });
  });

  it('an unknown action is BAD_REQUEST, says which there are, and its audio is not heard', async () => {
    await given();
    await book.say({ payload: good, action: 'flush' });
    const [failure] = book.failures();
    assert.equal(failure?.code, 'BAD_REQUEST');
    assert.match(failure?.message ?? '', /flush.*finalize, close/);
    assert.equal(asked.sockets.length, 0);
    await book.balance();
  });

  it('a Buffer that is larger than what may wait is OVERFLOW, and the next one is heard', async () => {
    await given();
    await book.say({ payload: Buffer.alloc(17 * 1024 * 1024) });
    assert.deepEqual(codes(), ['OVERFLOW']);
    await book.balance();
  });

  describe('F52 nr.fuzz.input', () => {
    const anything = fc.oneof(
      fc.anything({
        withDate: true,
        withMap: true,
        withTypedArray: true,
        withBigInt: true,
        withSparseArray: true,
      }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('\ud800', '__proto__', Number.NaN, 'x'.repeat(1_000_000)),
    );

    it('whatever comes as audio, as options, as session or as action: each message ends once, and nothing breaks', async function () {
      this.timeout(120_000);
      await given({ stream: { session: 'who', sessionType: 'msg' } });
      const message = fc.record(
        {
          payload: anything,
          deepgramOptions: anything,
          who: fc.oneof(anything, fc.constant('a')),
          action: anything,
        },
        { requiredKeys: ['payload'] },
      );
      const messages = fc.sample(message, { numRuns: 400, seed: 7 }).filter(isSendable);
      assert.ok(messages.length > 300);
      for (let at = 0; at < messages.length; at += 20) await book.say(...messages.slice(at, at + 20));
      const known = new Set(['BAD_REQUEST', 'CONFIG', 'PROTOCOL', 'FORBIDDEN']);
      const unknown = book.failures().filter(({ code }) => !known.has(code));
      assert.deepEqual(unknown, []);
      await book.say({ reset: true });
      await book.balance();
      assert.deepEqual((await nodeRed.resources()).prototype, []);
    });

    it('a message with what can’t be read, copied or sent fails alone', async () => {
      const func = `const throwing = () => { throw new Error('no'); };
        const evil = [
          { payload: Buffer.alloc(10), get topic() { throw new Error('no'); } },
          { get payload() { throw new Error('no'); } },
          { payload: Buffer.alloc(10), _session: { get id() { throw new Error('no'); } } },
          { payload: new Proxy({}, { get: throwing, ownKeys: throwing, getPrototypeOf: throwing }) },
          { payload: Buffer.alloc(10), get reset() { throw new Error('no'); } },
          { payload: Buffer.alloc(10), deepgramOptions: new Proxy({}, { get: throwing, ownKeys: throwing }) },
        ];
        const round = {}; round.round = round;
        evil.push({ payload: round }, { payload: Buffer.alloc(10), deepgramOptions: round });
        for (const one of evil) { one._msgid = msg._msgid; node.send(one, false); }
        return null;`;
      const more = [
        { ...onTab('source', 'test-source'), wires: [['evil']] },
        { ...onTab('evil', 'function'), func, outputs: 1, wires: [['stream']] },
      ];
      await given({ more });
      nodeRed.send('source', { payload: 'go' });
      // Node-RED can't copy the others for a Catch node; it logs how they failed.
      await nodeRed.untilTrue(() => codes().length === 2);
      assert.deepEqual(codes(), ['BAD_REQUEST', 'BAD_REQUEST']);
      await book.say({ payload: good, ...of('after') });
      await nodeRed.untilSome('out', ({ payload }) => payload === 'good morning to you');
      assert.doesNotMatch(nodeRed.log(), /Uncaught|UnhandledPromise/);
    });
  });
});

/** Whether a message can be handed to another process at all. */
function isSendable(message: object): boolean {
  try {
    structuredClone(message);
    return true;
  } catch {
    return false;
  }
}
