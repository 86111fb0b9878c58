import assert from 'node:assert/strict';
import { type Emulator, type Fault, startEmulator } from '../../emulator/server.js';
import type { NodeRed } from '../helpers/node-red.js';
import { wavHeader } from '../helpers/recordings.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import {
  type Asked,
  aboutOf,
  type Book,
  frames,
  noteAsked,
  openBook,
  sayRaw,
  silence,
  statusesOf,
  type TranscribeStreamFlowOptions,
  textOf,
  transcribeStreamFlow,
  untilEvent,
  untilStatusIs,
} from '../helpers/transcribe-stream-flow.js';

const FIRST = 'The quick brown fox jumps over the lazy dog.';
const SECOND = 'And then the other one sleeps in the shade.';
const bare = (text: string) => text.toLowerCase().replace(/[.,]/g, '');
const BOTH = `${bare(FIRST)} ${bare(SECOND)}`;
const ALWAYS = { times: Number.POSITIVE_INFINITY };
const SINKS = ['out', 'events', 'caught', 'completed', 'status'];

describe('deepgram-transcribe-stream under faults', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let book: Book;
  let asked: Asked;
  let first: Buffer;
  let second: Buffer;
  let talk: Buffer;
  let begun = 0;
  let logged = 0;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    first = await sayRaw(emulator, FIRST);
    second = await sayRaw(emulator, SECOND);
    talk = Buffer.concat([first, second]);
  });

  async function given(
    options: Partial<TranscribeStreamFlowOptions> = {},
    at = emulator,
    wrap?: (samples: Buffer) => Buffer,
  ): Promise<void> {
    emulator.clearFaults();
    logged = nodeRed.log().length;
    await nodeRed.deploy(transcribeStreamFlow({ url: at.url, ...options }));
    book = await openBook(nodeRed, at, wrap);
    begun = nodeRed.received('out').length;
    asked = noteAsked(at);
  }

  const outputs = () => nodeRed.received('out').slice(begun);
  const heard = () => textOf(outputs());
  const count = (topic: string) =>
    nodeRed.received('events').filter((message) => message.topic === topic).length;

  /** Closes the session and waits until all of it has come out. */
  async function toTheEnd(): Promise<void> {
    const closed = count('close');
    await book.say({ action: 'close' });
    await nodeRed.untilTrue(() => count('close') > closed);
  }

  afterEach(() => {
    emulator.clearFaults();
    const told = JSON.stringify(SINKS.map((sink) => nodeRed.received(sink)));
    for (const text of [nodeRed.log().slice(logged), told]) {
      assert.ok(!text.includes('emulator-key') && !text.includes('sample_rate='), 'no key and no query');
    }
  });

  describe('refused', () => {
    const refusals = [
      { status: 400, code: 'BAD_REQUEST' },
      { status: 401, code: 'AUTH', errCode: 'INVALID_AUTH' },
      { status: 402, code: 'PAYMENT_REQUIRED' },
      { status: 403, code: 'FORBIDDEN', errCode: 'INSUFFICIENT_PERMISSIONS' },
    ];
    for (const { status, code, errCode } of refusals) {
      it(`F22 ws.${status}: one handshake, then ${code} with Deepgram's words for all that waits; red`, async () => {
        await given();
        emulator.fault({ kind: 'socket-refused', status, ...ALWAYS });
        await book.say(...frames(first.subarray(0, 16_000)));
        const failures = book.failures();
        assert.equal(failures.length, 5);
        for (const { code: same, cause } of failures) {
          assert.deepEqual([same, cause.status, cause.retryable], [code, status, false]);
          if (errCode) assert.equal(cause.errCode, errCode);
          assert.match(String(cause.requestId), /^[0-9a-f-]{36}$/);
        }
        await untilStatusIs(nodeRed, /^red ring/);
        assert.equal(asked.sockets.length, 1, 'no loop');
        emulator.clearFaults();
        await book.balance();
        assert.equal(asked.sockets.length, 2);
      });
    }

    it('F22 audio that goes on does not ask with each piece: three times, then once in ten seconds', async function () {
      this.timeout(40_000);
      await given();
      emulator.fault({ kind: 'socket-refused', status: 401, ...ALWAYS });
      for (const frame of frames(first)) await book.say(frame);
      const { length } = frames(first);
      assert.equal(book.failures().length, length);
      assert.ok(book.failures().every(({ code }) => code === 'AUTH'));
      assert.equal(asked.sockets.length, 3);
      const other = { payload: first.subarray(0, 3200), deepgramOptions: { tag: 'other' } };
      await book.say(other);
      assert.equal(asked.sockets.length, 4, 'something else is asked for at once');
      emulator.clearFaults();
      // Ten seconds may pass, as audio goes on.
      for (;;) {
        const failed = book.failures().length;
        await book.say({ payload: silence(0.1) });
        if (book.failures().length === failed) break;
      }
      const [, , third] = asked.sockets;
      assert.ok((asked.sockets.at(-1)?.at ?? 0) - (third?.at ?? 0) >= 9900);
      await book.balance();
    });

    it("F22 ws.400: an unknown model fails with Deepgram's own words, and the session before is heard", async () => {
      await given();
      const half = first.length / 3;
      await book.say({ payload: first.subarray(0, half) });
      await book.say({ payload: second, deepgramOptions: { model: 'nova-9' } });
      const [failure] = book.failures();
      assert.ok(['BAD_REQUEST', 'FORBIDDEN'].includes(failure?.code ?? ''), failure?.code);
      assert.match(failure?.message ?? '', /model/);
      await untilEvent(nodeRed, 'close', 2);
      assert.ok(bare(FIRST).startsWith(heard().split(' ').slice(0, 2).join(' ')));
      await book.balance();
    });

    it('F23 ws.accept-then-close: gives up after 3 quick failures and says so; a try each 10 s from then on', async function () {
      this.timeout(60_000);
      await given();
      emulator.fault({ kind: 'socket-close', code: 1011, at: 'open', ...ALWAYS });
      book.post({ payload: first });
      await nodeRed.untilTrue(() => book.failures().length === 1);
      const [failure] = book.failures();
      assert.equal(failure?.code, 'CLOSED');
      assert.match(failure?.message ?? '', /3 times in a row/);
      assert.equal(asked.sockets.length, 3);
      await untilStatusIs(nodeRed, /^red ring session ended$/);
      book.post({ payload: first, _session: { id: 'another' } });
      await nodeRed.untilTrue(() => book.failures().length === 2);
      const [, , third, fourth] = asked.sockets;
      assert.equal(asked.sockets.length, 4, 'all sessions of the node know of it');
      assert.ok((fourth?.at ?? 0) - (third?.at ?? 0) >= 9900);
      emulator.clearFaults();
      await nodeRed.deploy(transcribeStreamFlow({ url: emulator.url }));
      await (await openBook(nodeRed, emulator)).balance();
    });
  });

  describe('lost in mid-speech', () => {
    const breaks: [string, Fault][] = [
      ['F24 ws.fin.mid-turn', { kind: 'socket-cut', afterBytes: 50_000 }],
      ['F25 ws.rst.mid-turn', { kind: 'socket-reset', afterBytes: 50_000 }],
    ];
    for (const [name, fault] of breaks) {
      it(`${name}: nothing is lost, nothing comes twice, times go on, and a Warning tells the gap`, async function () {
        this.timeout(40_000);
        await given();
        emulator.fault(fault);
        await book.say(...frames(talk));
        await toTheEnd();
        assert.deepEqual(book.failures(), []);
        assert.equal(heard(), BOTH);
        const [warning] = await untilEvent(nodeRed, 'Warning');
        assert.deepEqual(warning?.payload, { gapMs: 0, droppedBytes: 0 });
        assert.deepEqual(warning?.deepgram, { session: '' });
        const starts = outputs().map((output) => aboutOf(output).start);
        assert.deepEqual(
          starts,
          [...starts].sort((one, other) => one - other),
        );
        assert.ok((starts.at(-1) ?? 0) > first.length / 32_000 - 2);
        assert.equal(asked.sockets.length, 2);
        await book.balance();
      });
    }

    for (const when of ['in mid-speech', 'before the first word'] as const) {
      it(`F25 ws.outage (${when}): tries until the server is back, says which try and when, and loses nothing`, async function () {
        this.timeout(60_000);
        let own = await startEmulator();
        await Promise.all([FIRST, SECOND].map((text) => sayRaw(own, text)));
        await given({}, own);
        if (when === 'in mid-speech') {
          await book.say(...frames(first.subarray(0, 48_000)));
          await own.waitForSocket(({ received }) => received.bytes >= 48_000);
        }
        const closed = count('close');
        await own.close();
        if (when === 'in mid-speech') await nodeRed.untilTrue(() => count('close') > closed);
        book.post(...frames(when === 'in mid-speech' ? talk.subarray(48_000) : talk));
        await untilStatusIs(nodeRed, /^yellow ring try [3-9] in \d+ s$/);
        own = await startEmulator({ port: own.port });
        // What it is to understand, it must have said itself.
        await Promise.all([FIRST, SECOND].map((text) => sayRaw(own, text)));
        await toTheEnd();
        assert.deepEqual(book.failures(), []);
        assert.equal(heard(), BOTH);
        await nodeRed.deploy(transcribeStreamFlow({ url: emulator.url }));
        await own.close();
      });
    }

    it('F33 ws.reconnect.gap: what is kept is ten seconds; how much is missing is told, and times go on', async function () {
      this.timeout(60_000);
      await given();
      await book.say(...frames(first));
      await nodeRed.untilTrue(() => outputs().length === 1);
      emulator.fault({ kind: 'socket-cut', afterBytes: 3200 });
      emulator.fault({ kind: 'socket-refused', status: 503, retryAfter: 1 });
      const gap = Buffer.concat([silence(6), second, second, second]);
      const [cutting, ...rest] = frames(gap);
      await book.say(cutting ?? assert.fail());
      await untilStatusIs(nodeRed, /^yellow ring try/);
      await book.say(...rest);
      const [{ payload } = assert.fail()] = await untilEvent(nodeRed, 'Warning');
      const { gapMs, droppedBytes } = payload as { gapMs: number; droppedBytes: number };
      const seconds = gap.length / 32_000;
      assert.ok(Math.abs(gapMs - (seconds - 10) * 1000) <= 1600, `${gapMs} of ${seconds} s`);
      assert.ok(Math.abs(droppedBytes - gapMs * 32) <= 32, `${droppedBytes} bytes`);
      await nodeRed.untilTrue(() => heard().endsWith(bare(SECOND)));
      await toTheEnd();
      assert.deepEqual(book.failures(), []);
      assert.equal(heard().split(bare(FIRST)).length, 2, 'what was final before does not come again');
      const last = aboutOf(outputs().at(-1) ?? assert.fail());
      const end = (first.length + gap.length) / 32_000;
      assert.ok(last.start > end - 8 && last.start + last.duration <= end + 0.1, `${last.start} of ${end}`);
      await book.balance();
    });

    it('a container can’t be resumed: NETWORK, which says so; from its beginning it is heard again', async () => {
      const wrap = (samples: Buffer) => Buffer.concat([wavHeader(samples.length, { rate: 16_000 }), samples]);
      await given({ stream: { params: {} } }, emulator, wrap);
      emulator.fault({ kind: 'socket-cut', afterBytes: 50_000 });
      await book.say({ payload: wrap(talk), topic: 'wav' });
      await nodeRed.untilTrue(() => book.failures().length === 1);
      const [failure] = book.failures();
      assert.deepEqual([failure?.code, failure?.topic], ['NETWORK', 'wav']);
      assert.match(failure?.message ?? '', /container.*beginning/);
      await book.say({ payload: wrap(talk) });
      await toTheEnd();
      assert.equal(heard().split(bare(FIRST)).length, 2);
      await book.balance(1);
    });
  });

  describe('F26 ws.half-open', () => {
    // How a peer is found that has vanished (two pings of 20 s) is tested with the session.
    it('close is complete within moments, and the next audio is heard by another socket', async () => {
      await given();
      const held = emulator.fault({ kind: 'socket-half-open', afterBytes: 50_000 });
      await book.say(...frames(first));
      await held.reached;
      const asking = Date.now();
      await toTheEnd();
      assert.ok(Date.now() - asking < 4500, `${Date.now() - asking} ms`);
      await book.say(...frames(second));
      await nodeRed.untilTrue(() => heard().includes(bare(SECOND)));
      await book.balance();
    });
  });

  describe('closed by the other side', () => {
    const closes = [
      { code: 1000, told: 'CLOSED', goesOn: true },
      { code: 1001, told: 'CLOSED', goesOn: true },
      { code: 1005, told: 'CLOSED', goesOn: true },
      { code: 1008, reason: 'DATA-0000: cannot be decoded', told: 'BAD_REQUEST', goesOn: false },
      { code: 1009, reason: 'too much', told: 'TOO_LARGE', goesOn: false },
      { code: 1011, reason: 'NET-0001: no audio came', told: 'CLOSED', goesOn: true },
      { code: 1011, reason: 'something broke', told: 'SERVER', goesOn: true },
      { code: 1012, told: 'SERVER', goesOn: true },
      { code: 1013, told: 'SERVER', goesOn: true },
      { code: 4001, reason: 'go away', told: 'CLOSED', goesOn: false },
    ];
    for (const { code, reason = '', told, goesOn } of closes) {
      const after = goesOn
        ? 'nothing is lost on a new socket'
        : `${told}, and the next audio opens another session`;
      it(`F28 ws.close-codes: ${code} ${reason} in mid-speech: ${after}`, async function () {
        this.timeout(40_000);
        await given();
        emulator.fault({ kind: 'socket-close', code, reason, afterBytes: 50_000 });
        await book.say(...frames(talk.subarray(0, 64_000), { topic: 't' }));
        await nodeRed.untilTrue(() => count('close') === 2);
        const close = nodeRed.received('events').filter(({ topic }) => topic === 'close')[1];
        const { code: theirs, reason: words } = (close ?? assert.fail()).payload as {
          code: number;
          reason: string;
        };
        assert.deepEqual([theirs, words], [code, reason]);
        if (goesOn) {
          book.post(...frames(talk.subarray(64_000)));
          await toTheEnd();
          assert.deepEqual(book.failures(), []);
          assert.equal(heard(), BOTH);
          await book.balance();
          return;
        }
        await nodeRed.untilTrue(() => book.failures().length === 1);
        const [failure] = book.failures();
        assert.deepEqual([failure?.code, failure?.topic, failure?.cause.retryable], [told, 't', false]);
        assert.ok(
          failure?.message.includes(String(code)) && failure.message.includes(reason),
          failure?.message,
        );
        await untilStatusIs(nodeRed, /^red ring/);
        await book.balance(1);
      });
    }
  });

  describe('garbage', () => {
    const garbage: [string, { text?: string; base64?: string }, string, object?][] = [
      ['JSON that breaks off', { text: '{"type":"Results","chan' }, 'Warning'],
      ['JSON that is no object', { text: '[1,2]' }, 'Warning'],
      ['an object without a type', { text: '{"transcript":"hello"}' }, 'Warning'],
      ['an empty message', { text: '' }, 'Warning'],
      [
        'a type that nobody knows',
        { text: '{"type":"Novelty","x":1}' },
        'Novelty',
        { type: 'Novelty', x: 1 },
      ],
      ['a type that is a name of objects', { text: '{"type":"__proto__"}' }, '__proto__'],
      ['a binary message', { base64: 'AAEC' }, 'Warning'],
      ['an UtteranceEnd of no channel', { text: '{"type":"UtteranceEnd","channel":7}' }, 'UtteranceEnd'],
    ];
    for (const [name, what, topic, payload] of garbage) {
      it(`F30 ws.bad-json: ${name} is told on output 2, and the listening goes on`, async () => {
        await given();
        emulator.fault({ kind: 'socket-send', ...what, at: 'after Results' });
        await book.say(...frames(talk));
        await toTheEnd();
        assert.deepEqual(book.failures(), []);
        assert.equal(heard(), BOTH);
        const [told] = await untilEvent(nodeRed, topic);
        if (payload) assert.deepEqual(told?.payload, payload);
        await book.balance();
      });
    }

    const results = [
      '{"type":"Results"}',
      '{"type":"Results","is_final":true,"channel":null,"start":"x","duration":{}}',
      '{"type":"Results","is_final":true,"channel_index":[-1,1e9],"channel":{"alternatives":[{"words":7}]}}',
      '{"type":"Results","is_final":true,"channel_index":"x","channel":{"alternatives":{}}}',
    ];
    for (const text of results) {
      it(`F30 a result that says nothing is none: ${text.slice(0, 80)}`, async () => {
        await given();
        emulator.fault({ kind: 'socket-send', text, at: 'after Results' });
        await book.say(...frames(talk));
        await toTheEnd();
        assert.deepEqual(book.failures(), []);
        assert.equal(heard(), BOTH);
        await book.balance();
      });
    }
  });

  describe('F34 ws.finalize.on-close', () => {
    it('input ends with audio in flight: the last words come, then the session is over', async () => {
      await given();
      await book.say(...frames(first.subarray(0, first.length - 48_000)), { action: 'close' });
      assert.equal(heard(), bare(FIRST));
      assert.equal(asked.sockets[0]?.messages.at(-1)?.type, 'CloseStream');
      await book.balance();
    });

    it('words that come late are waited for', async () => {
      await given();
      await book.say(...frames(first.subarray(0, first.length - 48_000)));
      emulator.fault({ kind: 'listen-late', ms: 500 });
      await book.say({ action: 'close' });
      assert.equal(heard(), bare(FIRST));
      await book.balance();
    });

    it('a CloseStream that is never answered is waited for two seconds', async () => {
      await given();
      await book.say(...frames(first));
      await nodeRed.untilTrue(() => outputs().length === 1);
      emulator.fault({ kind: 'listen-no-end' });
      const asking = Date.now();
      await book.say({ action: 'close' });
      assert.ok(Date.now() - asking < 3500, `${Date.now() - asking} ms`);
      assert.deepEqual(book.failures(), []);
      await book.balance();
    });
  });

  it('an Error of Deepgram’s own ends the stream; its words are told where it can’t go on', async function () {
    this.timeout(40_000);
    await given();
    emulator.fault({ kind: 'listen-error', code: 'INTERNAL', description: 'out of order' });
    await book.say(...frames(talk));
    await untilEvent(nodeRed, 'Error');
    await toTheEnd();
    assert.deepEqual(book.failures(), []);
    assert.equal(heard(), BOTH);
    await book.balance();
  });

  it('is red after a failure, and goes on with the next audio', async () => {
    await given();
    emulator.fault({ kind: 'socket-close', code: 1008, afterBytes: 10_000 });
    await book.say(...frames(first.subarray(0, 32_000)));
    await untilStatusIs(nodeRed, /^red ring request refused$/);
    await book.balance(book.failures().length);
    assert.notEqual(statusesOf(nodeRed).at(-1), 'red ring request refused');
  });
});
