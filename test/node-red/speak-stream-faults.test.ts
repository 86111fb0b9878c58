import assert from 'node:assert/strict';
import { type Emulator, type Fault, startEmulator } from '../../emulator/server.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import {
  type Asked,
  type Failure,
  type HeardUtterance,
  noteAsked,
  type SpeakStreamFlowOptions,
  speakStreamFlow,
  statusesOf,
  untilEvent,
  untilStatusIs,
  utterancesIn,
} from '../helpers/speak-stream-flow.js';

const LONG = 'A sentence that takes a while to be spoken from its beginning to its end.';
const ALWAYS = { times: Number.POSITIVE_INFINITY };

describe('deepgram-speak-stream under faults', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ledger: Ledger;
  let asked: Asked;
  let logged = 0;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });

  async function given(options: Partial<SpeakStreamFlowOptions> = {}): Promise<void> {
    emulator.clearFaults();
    logged = nodeRed.log().length;
    asked = noteAsked(emulator);
    await nodeRed.deploy(speakStreamFlow({ url: emulator.url, ...options }));
    ledger = await openLedger(nodeRed);
  }

  /** As `given`, with no socket: the next text opens the first one that is noted. */
  async function givenNoSocket(): Promise<void> {
    await given();
    await ledger.say({ action: 'close' });
    asked = noteAsked(emulator);
  }

  const caught = () =>
    nodeRed.received('caught').map(({ topic, error }) => ({ topic, ...(error as Failure) }));
  const heard = (topic: string): HeardUtterance | undefined =>
    utterancesIn(nodeRed.received('out')).find(({ pieces: [first] }) => first?.topic === topic);

  /** Asserts that what came out of an utterance is the beginning of what was sent for it. */
  function assertPrefix(utterance: HeardUtterance | undefined, index: number): void {
    const sent = asked.speeches[index]?.audio ?? assert.fail();
    const { audio } = utterance ?? assert.fail();
    assert.ok(sent.subarray(0, audio.length).equals(audio), 'its own audio, and nothing else');
  }

  afterEach(() => {
    emulator.clearFaults();
    const sinks = ['out', 'events', 'caught', 'completed', 'status'];
    const told = JSON.stringify(sinks.map((sink) => nodeRed.received(sink)));
    for (const text of [nodeRed.log().slice(logged), told]) {
      assert.ok(!text.includes('emulator-key') && !text.includes('sample_rate='), 'no key and no query');
    }
  });

  const refusals = [
    { status: 400, code: 'BAD_REQUEST' },
    { status: 401, code: 'AUTH', errCode: 'INVALID_AUTH' },
    { status: 402, code: 'PAYMENT_REQUIRED' },
    { status: 403, code: 'FORBIDDEN', errCode: 'INSUFFICIENT_PERMISSIONS' },
  ];
  for (const { status, code, errCode } of refusals) {
    it(`F22 ws.${status}: one handshake, then ${code} with Deepgram's words for all that waits; red`, async () => {
      await givenNoSocket();
      emulator.fault({ kind: 'socket-refused', status, ...ALWAYS });
      const { outputs, error } = await ledger.sayAll([{ payload: 'One.' }, { payload: 'Two.' }]);
      assert.deepEqual(outputs, []);
      assert.equal(error?.code, code);
      assert.equal(error?.cause.status, status);
      assert.equal(error?.cause.retryable, false);
      if (errCode) assert.equal(error?.cause.errCode, errCode);
      assert.match(String(error?.cause.requestId), /^[0-9a-f-]{36}$/);
      assert.equal(caught().length, 2);
      await untilStatusIs(nodeRed, /^red ring/);
      assert.equal(asked.sockets.length, 1, 'no loop');
      emulator.clearFaults();
      await ledger.balance();
      assert.equal(asked.sockets.length, 2);
    });
  }

  it("F22 ws.400: an unknown voice fails with Deepgram's own message, and the voice before still speaks", async () => {
    await given();
    const { error } = await ledger.say({ payload: 'Hello.', deepgramOptions: { model: 'aura-2-nobody-en' } });
    assert.equal(error?.code, 'BAD_REQUEST');
    assert.ok(error?.message.includes('No such model/version combination found.'), error?.message);
    await ledger.balance();
  });

  it('F23 ws.accept-then-close: gives up after 3 quick failures and says so; a try each 10 s from then on', async function () {
    this.timeout(60_000);
    await givenNoSocket();
    emulator.fault({ kind: 'socket-close', code: 1011, at: 'open', ...ALWAYS });
    const { error } = await ledger.say({ payload: 'One.' });
    assert.equal(error?.code, 'CLOSED');
    assert.match(error?.message ?? '', /3 times in a row/);
    assert.equal(asked.sockets.length, 3);
    await untilStatusIs(nodeRed, /^red ring session ended$/);
    const again = await ledger.say({ payload: 'Two.' });
    assert.equal(again.error?.code, 'CLOSED');
    const [, , third, fourth] = asked.sockets;
    assert.ok((fourth?.at ?? 0) - (third?.at ?? 0) >= 9900);
    assert.equal(asked.sockets.length, 4);
    emulator.clearFaults();
    await ledger.balance();
  });

  const breaks: [string, Fault][] = [
    ['F24 ws.fin.mid-turn', { kind: 'socket-cut', afterBytes: 20_000 }],
    ['F25 ws.rst.mid-turn', { kind: 'socket-reset', afterBytes: 20_000 }],
  ];
  for (const [name, fault] of breaks) {
    it(`${name}: that utterance fails, what waits is spoken in order on a new socket, nothing is said twice`, async () => {
      await given();
      emulator.fault(fault);
      const topics = ['broken', 'second', 'third'];
      const texts = [LONG, 'The second one.', 'The third one.'];
      await ledger.sayAll(texts.map((payload, index) => ({ payload, topic: topics[index] })));
      const [failure, ...more] = caught();
      assert.deepEqual(more, []);
      assert.deepEqual([failure?.topic, failure?.code], ['broken', 'NETWORK']);
      assert.equal(failure?.cause.requestId, emulator.sockets.at(-2)?.requestId);
      const broken = heard('broken');
      assert.ok((broken?.audio.length ?? 0) > 0 && !broken?.last);
      assertPrefix(broken, 1);
      assert.deepEqual(
        emulator.sockets
          .at(-2)
          ?.speeches.slice(1)
          .map(({ text }) => text),
        [LONG],
      );
      assert.deepEqual(asked.texts.slice(-2), texts.slice(1));
      for (const topic of topics.slice(1)) assert.equal(heard(topic)?.last?.complete, true);
      await untilEvent(nodeRed, 'close');
      await ledger.balance();
    });
  }

  for (const kind of ['socket-cut', 'socket-reset'] as const) {
    it(`F24 ${kind} before the first sound: it is said on a new socket, and nobody hears of it`, async () => {
      await given();
      emulator.fault({ kind, at: 'after Flush' });
      const { outputs, error } = await ledger.say({ payload: 'Hello.', topic: 'x' });
      assert.equal(error, undefined);
      const [{ audio, last } = assert.fail(), ...more] = utterancesIn(outputs);
      assert.deepEqual(more, []);
      assert.ok(last);
      assert.ok(audio.equals(asked.speeches.at(-1)?.audio ?? Buffer.alloc(0)));
      await ledger.balance();
    });
  }

  it('F24 lost when idle: no error, and the next text is spoken', async () => {
    await given();
    emulator.fault({ kind: 'socket-cut', at: 'after Flushed' });
    const { error } = await ledger.say({ payload: 'Hello.' });
    assert.equal(error, undefined);
    await untilEvent(nodeRed, 'close');
    assert.deepEqual(caught(), []);
    await ledger.balance();
  });

  for (const when of ['in mid-turn', 'when idle'] as const) {
    it(`F25 ws.outage (${when}): tries until the server is back, says which try and when, and loses nothing`, async function () {
      this.timeout(40_000);
      let own = await startEmulator();
      await given({ url: own.url });
      const behind = { payload: 'Behind it.', topic: 'behind' };
      if (when === 'in mid-turn') {
        const held = own.fault({ kind: 'speech-silence', afterBytes: 10_000 });
        ledger.post({ payload: LONG, topic: 'broken' }, behind);
        await held.reached;
        await nodeRed.untilTrue(() => heard('broken') !== undefined);
      }
      await own.close();
      await untilEvent(nodeRed, 'close');
      if (when === 'when idle') ledger.post(behind);
      await untilStatusIs(nodeRed, /^yellow ring try [3-9] in \d+ s$/);
      own = await startEmulator({ port: own.port });
      await nodeRed.untilTrue(() => heard('behind')?.last !== undefined);
      const expected = when === 'in mid-turn' ? ['broken'] : [];
      assert.deepEqual(
        caught().map(({ topic }) => topic),
        expected,
      );
      assert.deepEqual(
        own.sockets.flatMap(({ speeches }) => speeches.map(({ text }) => text)),
        ['Behind it.'],
      );
      await ledger.balance();
      await own.close();
    });
  }

  // How a peer is found that has vanished while nothing is said (F26, two pings of 20 s) is tested with the socket.
  it('F26 ws.half-open in mid-turn: TIMEOUT after the account’s timeout, and the next text is spoken', async () => {
    await given({ account: { timeout: 1 } });
    emulator.fault({ kind: 'socket-half-open', afterBytes: 10_000 });
    await ledger.sayAll([
      { payload: LONG, topic: 'broken' },
      { payload: 'Behind it.', topic: 'behind' },
    ]);
    assert.deepEqual(
      caught().map(({ topic, code }) => [topic, code]),
      [['broken', 'TIMEOUT']],
    );
    assert.ok(heard('behind')?.last);
    await ledger.balance();
  });

  it('F27 ws.no-flushed: TIMEOUT after the account’s timeout; what waits is spoken on a socket of its own', async () => {
    await given({ account: { timeout: 1 } });
    emulator.fault({ kind: 'speech-no-flushed' });
    await ledger.sayAll([
      { payload: LONG, topic: 'broken' },
      { payload: 'Behind it.', topic: 'behind' },
    ]);
    assert.deepEqual(
      caught().map(({ topic, code }) => [topic, code]),
      [['broken', 'TIMEOUT']],
    );
    assert.ok(!heard('broken')?.last);
    assert.ok(heard('behind')?.audio.equals(asked.speeches.at(-1)?.audio ?? Buffer.alloc(0)));
    await ledger.balance();
  });

  const closes = [
    { code: 1000, told: 'CLOSED', goesOn: true },
    { code: 1001, told: 'CLOSED', goesOn: true },
    { code: 1005, told: 'CLOSED', goesOn: true },
    { code: 1008, reason: 'DATA-0000: not a command', told: 'BAD_REQUEST', goesOn: false },
    { code: 1008, reason: 'DATA-0001: too many characters', told: 'RATE_LIMITED', goesOn: true },
    { code: 1009, reason: 'BIG-0001: too many characters', told: 'TOO_LARGE', goesOn: false },
    { code: 1011, reason: 'NET-0003: Time limit exceeded.', told: 'CLOSED', goesOn: true },
    { code: 1011, reason: 'something broke', told: 'SERVER', goesOn: true },
    { code: 1012, told: 'SERVER', goesOn: true },
    { code: 1013, told: 'SERVER', goesOn: true },
    { code: 4001, reason: 'go away', told: 'CLOSED', goesOn: false },
  ];
  for (const { code, reason = '', told, goesOn } of closes) {
    const after = goesOn ? 'the rest is spoken on a new socket' : 'the rest fails as well';
    it(`F28 ws.close-codes: ${code} ${reason} in mid-turn is ${told}, and ${after}`, async () => {
      await given();
      emulator.fault({ kind: 'socket-close', code, reason, afterBytes: 10_000 });
      await ledger.sayAll([
        { payload: LONG, topic: 'broken' },
        { payload: 'Behind it.', topic: 'behind' },
      ]);
      const [failure, ...others] = caught();
      assert.deepEqual([failure?.topic, failure?.code], ['broken', told]);
      assert.equal(failure?.cause.retryable, goesOn);
      assert.ok(
        failure?.message.includes(String(code)) && failure.message.includes(reason),
        failure?.message,
      );
      const [errCode] = reason.split(':');
      if (reason.includes(':')) assert.equal(failure?.cause.errCode, errCode);
      assert.deepEqual(
        others.map(({ topic, code: same }) => [topic, same]),
        goesOn ? [] : [['behind', told]],
      );
      assert.equal(heard('behind')?.last !== undefined, goesOn);
      const [close] = await untilEvent(nodeRed, 'close');
      assert.deepEqual(close?.payload, { code, reason });
      await ledger.balance();
    });
  }

  const garbage: [string, string, { topic: string; payload?: object }][] = [
    ['JSON that breaks off', '{"type":"Warning","descr', { topic: 'Warning' }],
    ['JSON that is no object', '[1,2]', { topic: 'Warning' }],
    ['an object without a type', '{"text":"hello"}', { topic: 'Warning' }],
    [
      'a type that nobody knows',
      '{"type":"Novelty","x":1}',
      { topic: 'Novelty', payload: { type: 'Novelty', x: 1 } },
    ],
    ['a type that is a name of objects', '{"type":"__proto__"}', { topic: '__proto__' }],
    ['an empty message', '', { topic: 'Warning' }],
  ];
  for (const [name, text, { topic, payload }] of garbage) {
    it(`F30 ws.bad-json: ${name} is told on output 2, and the speaking goes on`, async () => {
      await given();
      emulator.fault({ kind: 'socket-send', text, at: 'before Flushed' });
      const { outputs, error } = await ledger.say({ payload: 'Hello.' });
      assert.equal(error, undefined);
      assert.ok(utterancesIn(outputs)[0]?.audio.equals(asked.speeches[1]?.audio ?? Buffer.alloc(0)));
      const [told] = await untilEvent(nodeRed, topic);
      if (payload) assert.deepEqual(told?.payload, payload);
      await ledger.balance();
    });
  }

  it('F30 audio that nobody asked for does not come out, neither alone nor with the next utterance', async () => {
    await given();
    emulator.fault({
      kind: 'socket-send',
      base64: Buffer.alloc(4000, 7).toString('base64'),
      at: 'after Flushed',
    });
    const { outputs } = await ledger.sayAll([{ payload: 'Hello.' }]);
    const [{ audio } = assert.fail()] = utterancesIn(outputs);
    assert.ok(audio.equals(asked.speeches[1]?.audio ?? Buffer.alloc(0)));
    const { outputs: later } = await ledger.say({ payload: 'Again.' });
    assert.ok(utterancesIn(later)[0]?.audio.equals(asked.speeches[2]?.audio ?? Buffer.alloc(0)));
    await ledger.balance();
  });

  it('F31 ws.big-frame: 200 MB at once are refused, and not held in memory', async () => {
    await given();
    const before = await nodeRed.resources();
    emulator.fault({ kind: 'socket-big-frame', bytes: 200 * 1024 * 1024, at: 'after Speak' });
    const { outputs, error } = await ledger.say({ payload: 'Hello.' });
    assert.deepEqual(outputs, []);
    assert.equal(error?.code, 'PROTOCOL');
    assert.match(error?.message ?? '', /16 MB/);
    await ledger.balance();
    const { mostRss } = await nodeRed.resources();
    assert.ok(mostRss - Math.max(before.mostRss, before.rss) < 64 * 1024 * 1024);
  });

  it('F32 ws.slow-server: what it does not read waits here, up to the limit, and none of it is lost', async () => {
    await given();
    const before = await nodeRed.resources();
    const held = emulator.fault({ kind: 'socket-slow-reader', at: 'after Flushed' });
    await ledger.say({ payload: 'The last one that it reads.' });
    await held.reached;
    const topics = Array.from({ length: 6 }, (_, index) => `waits ${index}`);
    ledger.post(...topics.map((topic) => ({ payload: 'Hi.', topic })));
    const much = { payload: 'x'.repeat(48_000), topic: 'too much' };
    ledger.post(...Array.from({ length: 50 }, () => much));
    await nodeRed.untilTrue(() => caught().length >= 50);
    assert.ok(caught().every(({ code, topic }) => code === 'OVERFLOW' && topic === 'too much'));
    const { mostRss } = await nodeRed.resources();
    assert.ok(mostRss - Math.max(before.mostRss, before.rss) < 64 * 1024 * 1024);
    held.release();
    await nodeRed.untilTrue(() => topics.every((topic) => heard(topic)?.last !== undefined));
    await ledger.balance();
  });

  it('F32 a server that reads nothing any more: TIMEOUT, and what waits is spoken on a new socket', async () => {
    await given({ account: { timeout: 1 } });
    const held = emulator.fault({ kind: 'socket-slow-reader', at: 'after Flushed' });
    await ledger.say({ payload: 'The last one that it reads.' });
    await held.reached;
    await ledger.sayAll([
      { payload: 'Not read.', topic: 'broken' },
      { payload: 'Behind it.', topic: 'behind' },
    ]);
    assert.ok(heard('behind')?.last);
    await ledger.balance();
  });

  it('F35 ws.clear.race: whenever it comes, nothing of the cleared utterance follows, and the next one is whole', async function () {
    this.timeout(60_000);
    await given();
    for (let round = 0; round < 18; round++) {
      emulator.fault({ kind: 'speech-after-clear', frames: round % 6 });
      const [cut, next] = [`cut ${round}`, `next ${round}`];
      const before = { out: nodeRed.received('out').length, speeches: asked.speeches.length };
      ledger.post({ payload: LONG, topic: cut });
      const pieces = round % 5;
      await nodeRed.untilTrue(() => nodeRed.received('out').length >= before.out + pieces);
      const { error } = await ledger.sayAll([{ action: 'clear' }, { payload: 'Next.', topic: next }]);
      assert.equal(error, undefined);
      await nodeRed.untilTrue(() => heard(next)?.last !== undefined);
      const speeches = asked.speeches.slice(before.speeches);
      const whole = speeches.find(({ text }) => text === 'Next.');
      assert.ok(heard(next)?.audio.equals(whole?.audio ?? Buffer.alloc(0)));
      const spoiled = heard(cut);
      if (spoiled) {
        assert.ok(spoiled.last, `round ${round}`);
        const sent = speeches.find(({ text }) => text === LONG)?.audio ?? Buffer.alloc(0);
        assert.ok(sent.subarray(0, spoiled.audio.length).equals(spoiled.audio));
        const all = nodeRed.received('out');
        const end = all.indexOf(spoiled.last);
        assert.ok(all.slice(end + 1).every(({ topic }) => topic !== cut));
      }
      // A new socket now and then: one may be asked to flush 20 times a minute.
      if (round % 4 === 3) await ledger.say({ action: 'close' });
    }
    await ledger.balance();
  });

  it('a Flushed that comes too early: what follows it is lost, and is not heard with the next utterance', async () => {
    await given();
    emulator.fault({ kind: 'speech-flushed-early', frames: 2 });
    const { error } = await ledger.say({ payload: LONG, topic: 'short' });
    assert.equal(error, undefined);
    await emulator.waitForSocket(
      (socket) => asked.sockets.includes(socket) && socket.speeches[1]?.end === 'complete',
    );
    assertPrefix(heard('short'), 1);
    await ledger.say({ payload: 'Next.', topic: 'next' });
    assert.ok(heard('next')?.audio.equals(asked.speeches[2]?.audio ?? Buffer.alloc(0)));
    await ledger.balance();
  });

  it('a Flushed that comes late: the next utterance waits for it, and is whole', async () => {
    await given();
    const held = emulator.fault({ kind: 'speech-flushed-late' });
    ledger.post({ payload: LONG, topic: 'late' }, { payload: 'Behind it.', topic: 'behind' });
    await held.reached;
    held.release();
    await nodeRed.untilTrue(() => heard('behind')?.last !== undefined);
    for (const [index, topic] of ['late', 'behind'].entries()) {
      assert.ok(heard(topic)?.audio.equals(asked.speeches[index + 1]?.audio ?? Buffer.alloc(0)));
    }
    await ledger.balance();
  });

  it('a clear while Flushed is late: the utterance ends as cleared, and the next one is whole', async () => {
    await given();
    const held = emulator.fault({ kind: 'speech-flushed-late' });
    ledger.post({ payload: LONG, topic: 'late' });
    await held.reached;
    await nodeRed.untilTrue(() => heard('late')?.audio.length === asked.speeches[1]?.bytes);
    const { error } = await ledger.sayAll([{ action: 'clear' }, { payload: 'Next.', topic: 'next' }]);
    held.release();
    assert.equal(error, undefined);
    await nodeRed.untilTrue(() => heard('next')?.last !== undefined);
    assert.equal(heard('late')?.last?.deepgram?.cleared, true);
    assert.ok(heard('next')?.audio.equals(asked.speeches[2]?.audio ?? Buffer.alloc(0)));
    await ledger.balance();
  });

  it('F35 a Cleared that never comes: the next text is spoken all the same, on a new socket', async () => {
    await given({ account: { timeout: 1 } });
    emulator.fault({ kind: 'socket-half-open', at: 'before Clear' });
    const held = emulator.fault({ kind: 'speech-silence', afterBytes: 5000 });
    ledger.post({ payload: LONG, topic: 'cut' });
    await held.reached;
    await nodeRed.untilTrue(() => heard('cut') !== undefined);
    const { error } = await ledger.sayAll([{ action: 'clear' }, { payload: 'Next.', topic: 'next' }]);
    assert.equal(error, undefined);
    await nodeRed.untilTrue(() => heard('next')?.last !== undefined);
    assert.equal(heard('cut')?.last?.deepgram?.cleared, true);
    await ledger.balance();
  });

  for (const warnings of ['wire', 'specification'] as const) {
    it(`a refused flush (EXCESSIVE_FLUSH, spelled as in the ${warnings}) is repeated, and the text is spoken once`, async function () {
      this.timeout(30_000);
      const own = await startEmulator({ speakStream: { warnings } });
      await given({ url: own.url });
      asked = noteAsked(own);
      own.fault({ kind: 'speech-excessive-flush' });
      const { outputs, error } = await ledger.say({ payload: 'Hello.' });
      assert.equal(error, undefined);
      await untilEvent(nodeRed, 'Warning');
      const [{ audio, last } = assert.fail(), ...more] = utterancesIn(outputs);
      assert.deepEqual(more, []);
      assert.ok(last && audio.length > 0);
      assert.deepEqual(
        own.sockets[0]?.messages.slice(-3).map(({ type }) => type),
        ['Speak', 'Flush', 'Flush'],
      );
      await ledger.balance();
      await own.close();
    });
  }

  it('is red after a failure, and green after the next success', async () => {
    await given();
    emulator.fault({ kind: 'socket-close', code: 1008, afterBytes: 10_000 });
    await ledger.say({ payload: LONG });
    await untilStatusIs(nodeRed, /^red ring request refused$/);
    await ledger.balance();
    await nodeRed.untilTrue(() => statusesOf(nodeRed).at(-1) === 'green dot connected');
  });
});
