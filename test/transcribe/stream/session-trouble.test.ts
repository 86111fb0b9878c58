import assert from 'node:assert/strict';
import {
  type Emulator,
  type Fault,
  type ListenStreamOptions,
  startEmulator,
} from '../../../emulator/server.js';
import { noTrouble } from '../../../src/client/reconnect.js';
import { closedPort } from '../../helpers/closed-port.js';
import {
  assertAllClosed,
  assertSound,
  FLUX,
  openSessionAt,
  type SessionOptions,
  type SessionUnderTest,
  sayRaw,
  silence,
  typesOf,
  wish,
} from '../../helpers/listen-session.js';
import { say } from '../../helpers/recordings.js';

const FIRST = 'the kettle is on and the cat has been fed';
const SECOND = 'somebody is at the front door';
const ALWAYS = { times: Number.POSITIVE_INFINITY };

describe('trouble with the socket that listens', () => {
  let emulator: Emulator;
  let one: SessionUnderTest;
  let first: Buffer;
  let second: Buffer;
  /** Both, with pauses. */
  let both: Buffer;

  beforeEach(() => start());
  afterEach(async () => {
    await one.session.end();
    await assertAllClosed(emulator);
    await emulator.close();
  });

  async function start(listenStream: ListenStreamOptions = {}): Promise<void> {
    await emulator?.close();
    emulator = await startEmulator({ listenStream });
    [first, second] = await Promise.all([sayRaw(emulator, FIRST), sayRaw(emulator, SECOND)]);
    both = Buffer.concat([first, silence(600), second, silence(600)]);
  }

  /** Opens a session; what it sends again it sends faster than Deepgram would have it. */
  const open = ({ limits, ...options }: SessionOptions = {}) => {
    one = openSessionAt(emulator, { ...options, limits: { replaySpeed: 50, ...limits } });
  };

  /** Both sentences came out, once, in order. */
  function assertBoth(): void {
    assert.equal(one.text().toLowerCase(), `${FIRST} ${SECOND}`);
    assert.ok(one.given.every(({ ends }) => ends[0] === undefined));
    assert.deepEqual(one.errors, []);
    assertSound(one);
  }

  const sockets = () => emulator.sockets.filter(({ status }) => status === 101);

  const refusals: [
    about: string,
    options: () => SessionOptions,
    code: string,
    status: number,
    words: RegExp,
  ][] = [
    ['a wrong key', () => ({ key: 'wrong-key' }), 'AUTH', 401, /Invalid credentials/],
    ['an unknown model', () => ({ wish: wish({}, { model: 'nova-9' }) }), 'FORBIDDEN', 403, /model/],
    ['an unknown parameter', () => ({ wish: wish({ novelty: 1 }) }), 'BAD_REQUEST', 400, /novelty/],
  ];
  for (const [about, options, code, status, words] of refusals)
    it(`F22 ${about} is refused with ${status}: said in Deepgram's words, and not tried again`, async () => {
      open(options());
      one.hearAll(first.subarray(0, 3200));
      await one.allEnded();
      for (const { ends } of one.given) {
        assert.deepEqual([ends[0]?.code, ends[0]?.cause.status], [code, status]);
        assert.match(JSON.stringify(ends[0]?.values), words);
      }
      assert.deepEqual([emulator.sockets.length, one.overs, one.errors], [1, 1, []]);
      assert.deepEqual(
        one.states.map(({ state }) => state),
        ['connecting', 'failed'],
      );
      assertSound(one);
    });

  it('F23 that is accepted and ended at once is given up after three, and said to be', async () => {
    emulator.fault({ kind: 'socket-close', code: 1011, at: 'open', ...ALWAYS });
    open();
    one.hear(first);
    await one.until(() => one.overs === 1);
    // Its message has ended: it was sent.
    assert.deepEqual([one.given[0]?.ends[0], one.errors[0]?.reason], [undefined, 'socketGaveUp']);
    assert.equal(emulator.sockets.length, 3);
    assert.equal(one.states.at(-1)?.state, 'failed');
    assertSound(one);
  });

  it('F23 is given up by all who know of it: the next session waits for its turn', async () => {
    const trouble = noTrouble();
    emulator.fault({ kind: 'socket-close', code: 1011, at: 'open', ...ALWAYS });
    open({ trouble });
    one.hear(first);
    await one.until(() => one.overs === 1);
    open({ trouble });
    one.hear(second);
    await one.until(() => one.states.some(({ state }) => state === 'waiting'));
    assert.equal(emulator.sockets.length, 3);
  });

  it('F23 a socket that closes because it was asked to is no failure, though nothing was said', async () => {
    const trouble = noTrouble();
    for (let count = 0; count < 4; count += 1) {
      open({ trouble });
      one.hear(silence(100));
      await one.session.close();
    }
    open({ trouble });
    one.hearAll(both);
    await one.session.close();
    assertBoth();
  });

  it('F23 a socket that has lasted is no failure, though its results go elsewhere', async () => {
    const trouble = noTrouble();
    open({ trouble, limits: { instant: 0 } });
    emulator.fault({ kind: 'listen-silence', times: 4 });
    emulator.fault({ kind: 'socket-close', code: 1012, afterBytes: both.length, times: 4 });
    one.hearAll(both);
    await one.until(() => one.told('close').length === 4);
    // A socket that was closed before it had anything to say has not used up its silence.
    emulator.clearFaults();
    await one.until(() => one.finals().length === 2);
    assertBoth();
    assert.equal(sockets().length, 5);
    assert.equal(trouble.wasted, 0);
  });

  it('F23 that is called idle at once, and has said nothing, is given up as well', async () => {
    const reason = 'Deepgram did not receive audio data. See https://dpgr.am/net0001';
    emulator.fault({ kind: 'socket-close', code: 1011, reason, at: 'open', ...ALWAYS });
    open();
    for (let count = 1; count <= 3; count += 1) {
      one.hear(silence(20));
      await one.until(() => one.told('close').length === count);
    }
    one.hear(silence(20));
    await one.until(() => one.overs === 1);
    const [error] = one.given.flatMap(({ ends }) => ends.filter((end) => end !== undefined));
    assert.equal(error?.reason, 'socketGaveUp');
    assert.equal(emulator.sockets.length, 3);
  });

  const losses: [about: string, fault: Fault][] = [
    ['F24 a FIN', { kind: 'socket-cut' }],
    ['F25 a RST', { kind: 'socket-reset' }],
    ...[1000, 1001, 1005, 1011, 1012, 1013].map((code): [string, Fault] => [
      `F28 a close frame ${code}`,
      { kind: 'socket-close', code },
    ]),
  ];
  for (const [about, fault] of losses)
    for (const wanted of [undefined, FLUX])
      it(`${about} in the middle of a sentence loses no word${wanted ? ' of Flux' : ''}`, async () => {
        emulator.fault({ ...fault, afterBytes: first.length + 40_000 } as Fault);
        open({ ...(wanted && { wish: wanted }) });
        one.hearAll(both);
        await one.until(() => one.finals().length === 2);
        assertBoth();
        assert.equal(sockets().length, 2);
        assert.deepEqual(one.told('Warning'), [{ gapMs: 0, droppedBytes: 0 }]);
        const start = Number(one.finals()[1]?.words[0]?.start);
        assert.ok(Math.abs(start - (first.length / 32_000 + 0.6)) < 0.15, `${start}`);
        assert.deepEqual(
          one.events.map(({ type }) => type).filter((type) => ['open', 'close', 'Warning'].includes(type)),
          ['open', 'close', 'open', 'Warning'],
        );
        if (wanted)
          assert.deepEqual(
            one.finals().map(({ turn }) => turn),
            [0, 1],
          );
      });

  for (const code of [1002, 1003, 1008, 1009, 4000])
    it(`F28 a close frame ${code} is the end: said, and not tried again`, async () => {
      emulator.fault({ kind: 'socket-close', code, reason: 'DATA-0000: no', at: 'after Results' });
      open();
      one.hearAll(both);
      await one.until(() => one.overs === 1);
      const [error = assert.fail()] = one.errors;
      assert.equal(error.values.code, code);
      assert.match(String(error.values.reason), /DATA-0000/);
      assert.equal(one.text(), FIRST);
      assert.equal(emulator.sockets.length, 1);
      assert.equal(one.states.at(-1)?.state, 'failed');
      assert.equal(one.told('close')[0]?.code, code);
    });

  it('F28 what is no audio is the end', async () => {
    open({ wish: wish({ encoding: '', sample_rate: '' }) });
    one.hear(Buffer.alloc(100_000, 0x55));
    await one.until(() => one.overs === 1);
    assert.deepEqual([one.errors[0]?.code, one.errors[0]?.cause.errCode], ['BAD_REQUEST', 'DATA-0000']);
    assert.equal(one.errors[0]?.remark, undefined);
  });

  it('gives the words that were final before the end, where utterances are wanted', async () => {
    // Long enough for a final result without a pause.
    const long = Buffer.concat([first, second, first, second]);
    emulator.fault({ kind: 'socket-close', code: 1008, at: 'after Results' });
    open({ emit: 'utterance', wish: wish({ endpointing: false }) });
    one.hearAll(long);
    await one.until(() => one.overs === 1);
    assert.equal(one.results.length, 1);
    assert.ok(one.text().startsWith(FIRST));
  });

  it('F25 is waited out: what was said meanwhile is heard once the server is back', async () => {
    emulator.fault({ kind: 'socket-refused', status: 503, times: 2 });
    open();
    one.hearAll(both);
    await one.until(() => one.finals().length === 2);
    assertBoth();
    assert.deepEqual(
      emulator.sockets.map(({ status }) => status),
      [503, 503, 101],
    );
    const attempts = one.states.flatMap((state) => (state.state === 'waiting' ? [state.attempt] : []));
    assert.deepEqual(attempts, [2, 3]);
    assert.ok(sockets()[0]?.received.audio.equals(both));
    assert.deepEqual(one.told('Warning'), []);
  });

  it('F25 is waited out where nobody listens at all', async () => {
    const port = await closedPort();
    one = openSessionAt({ url: `http://127.0.0.1:${port}`, key: 'emulator-key' });
    one.hearAll(both);
    await one.until(() => one.states.some(({ state }) => state === 'waiting'));
    const late = await startEmulator({ port });
    await one.until(() => one.finals().length === 2);
    assertBoth();
    await one.session.end();
    await late.close();
  });

  it('F25 is waited out in the middle of a sentence', async () => {
    emulator.fault({ kind: 'socket-reset', afterBytes: 40_000 });
    open();
    one.hearAll(both.subarray(0, 40_000));
    const refused = emulator.fault({ kind: 'socket-refused', status: 503, ...ALWAYS });
    await one.until(() => one.states.filter(({ state }) => state === 'waiting').length === 2);
    one.hearAll(both.subarray(40_000));
    refused.remove();
    await one.until(() => one.finals().length === 2);
    assertBoth();
  });

  it('F26 a server that has vanished is found out by pings, and no word is lost', async () => {
    emulator.fault({ kind: 'socket-half-open', afterBytes: 40_000 });
    open({ limits: { heartbeat: 50 } });
    one.hearAll(both);
    await one.until(() => one.finals().length === 2);
    assertBoth();
    assert.equal(sockets().length, 2);
    assert.equal(one.told('close')[0]?.code, 1006);
  });

  const strange: [about: string, fault: Partial<Extract<Fault, { kind: 'socket-send' }>>, topic: string][] = [
    ['JSON that breaks off', { text: '{"type":"Resul' }, 'Warning'],
    ['what is no object', { text: '[1, 2]' }, 'Warning'],
    ['null', { text: 'null' }, 'Warning'],
    ['an object without a type', { text: '{"hello":1}' }, 'Warning'],
    ['an unknown type', { text: '{"type":"Novelty","n":1}' }, 'Novelty'],
    ['binary', { base64: 'AAAA' }, 'Warning'],
    ['a turn without an event', { text: '{"type":"TurnInfo"}' }, 'TurnInfo'],
    ['an Error that ends nothing', { text: '{"type":"Error","variant":"SchemaError"}' }, 'Error'],
  ];
  for (const [about, fault, topic] of strange)
    it(`F30 ${about} passes as an event, and listening goes on`, async () => {
      emulator.fault({ kind: 'socket-send', at: 'before Results', ...fault });
      open();
      one.hearAll(both);
      await one.until(() => one.finals().length === 2);
      assertBoth();
      assert.equal(one.told(topic).length, 1);
      assert.equal(emulator.sockets.length, 1);
    });

  const results: [about: string, text: string][] = [
    ['says nothing', '{"type":"Results"}'],
    ['has nothing right', '{"type":"Results","is_final":true,"channel":[],"channel_index":"x","start":"1"}'],
    ['has null for words', '{"type":"Results","channel":{"alternatives":[{"words":[null],"transcript":1}]}}'],
    ['has a billion channels', '{"type":"Results","channel_index":[9,1000000000]}'],
  ];
  for (const [about, text] of results)
    it(`F30 a result that ${about} does no harm`, async () => {
      emulator.fault({ kind: 'socket-send', at: 'before Results', text });
      open({ emit: 'all' });
      one.hearAll(both);
      await one.until(() => one.finals().length === 2);
      assertBoth();
    });

  it('F31 a frame of 200 MB is not taken: said, and the end', async () => {
    emulator.fault({ kind: 'socket-big-frame', bytes: 200 * 1024 * 1024, at: 'after Results' });
    open();
    one.hearAll(both);
    await one.until(() => one.overs === 1);
    assert.equal(one.errors[0]?.code, 'PROTOCOL');
    assert.equal(one.text(), FIRST);
  });

  it('F32 what a server does not read waits, so much at the most; more is refused, and what waits is heard', async () => {
    const limit = 1024 * 1024;
    const slow = emulator.fault({ kind: 'socket-slow-reader' });
    open({ limits: { waiting: limit } });
    const piece = Buffer.concat([both, silence(3000)]);
    let refused: { code?: string; values?: unknown } = {};
    try {
      for (let count = 0; count < 1000; count += 1) one.hear(piece);
    } catch (thrown) {
      refused = thrown as typeof refused;
    }
    // The socket is not open yet: all of it waits.
    assert.deepEqual([refused.code, refused.values], ['OVERFLOW', { limit: 1 }]);
    const taken = one.given.length;
    assert.ok(taken * piece.length <= limit && (taken + 2) * piece.length > limit);
    await slow.reached;
    slow.release();
    await one.allEnded();
    const said = Array.from({ length: taken }, () => `${FIRST} ${SECOND}`).join(' ');
    await one.until(() => one.text() === said);
    assert.ok(sockets()[0]?.received.audio.equals(Buffer.concat(Array.from({ length: taken }, () => piece))));
    // There is room again.
    one.hear(piece);
  }).timeout(60_000);

  it('F32 gives the network little more than it takes', async () => {
    const slow = emulator.fault({ kind: 'socket-slow-reader' });
    open({ limits: { buffered: 64 * 1024, waiting: 64 * 1024 * 1024 } });
    one.hear(silence(1000));
    await slow.reached;
    const pieces = Array.from({ length: 300 }, () => one.hear(silence(2000)));
    assert.ok(
      pieces.some(({ ends }) => ends.length === 0),
      'what is not taken is not called sent',
    );
    await one.session.end();
    slow.release();
    assertSound(one);
  });

  it('a full tape is said before the socket is open as well, and nothing of that message is taken', async () => {
    open({ limits: { waiting: both.length } });
    assert.throws(() => one.hear(Buffer.concat([both, both])), { code: 'OVERFLOW', reason: 'audioUnsent' });
    one.hear(both.subarray(0, both.length - 1000));
    await one.session.close();
    assert.equal(one.text(), `${FIRST} ${SECOND}`);
  });

  it('F33 five seconds of audio that come in an outage are heard, no faster than they may be, and nothing twice', async () => {
    const pause = silence(3000);
    const audio = Buffer.concat([first, pause, second, silence(600)]);
    emulator.fault({ kind: 'socket-cut', afterBytes: 30_000 });
    open({ limits: { replaySpeed: 1.25 } });
    one.hearAll(audio.subarray(0, 30_720));
    const refused = emulator.fault({ kind: 'socket-refused', status: 503, ...ALWAYS });
    await one.until(() => one.states.some(({ state }) => state === 'waiting'));
    one.hearAll(audio.subarray(30_720));
    refused.remove();
    await one.until(() => one.finals().length === 2);
    assertBoth();
    assert.deepEqual(one.told('Warning'), [{ gapMs: 0, droppedBytes: 0 }]);
    const start = Number(one.finals()[1]?.words[0]?.start);
    assert.ok(Math.abs(start - (first.length / 32_000 + 3)) < 0.15, `${start}`);
    // Behind all of the audio.
    await one.session.finalize();
    const { received, at: opened } = sockets()[1] ?? assert.fail();
    assert.ok(received.audio.equals(audio.subarray(-received.bytes)));
    let sent = 0;
    for (const { at, bytes } of received.frames) {
      const ms = at - opened;
      // 200 ms for the piece itself, and for clocks.
      assert.ok(sent / 32 <= ms * 1.25 + 200, `${sent / 32} ms of audio after ${ms}`);
      sent += bytes;
    }
  }).timeout(30_000);

  it('F33 says how much could not be saved, and the times go on as if it had been', async () => {
    const missing = silence(4000);
    emulator.fault({ kind: 'socket-cut', afterBytes: 30_000 });
    open({ limits: { replay: 3000 } });
    one.hearAll(first.subarray(0, 30_720));
    const refused = emulator.fault({ kind: 'socket-refused', status: 503, ...ALWAYS });
    await one.until(() => one.states.some(({ state }) => state === 'waiting'));
    one.hearAll(missing);
    const tail = Buffer.concat([second, silence(600)]);
    one.hearAll(tail);
    refused.remove();
    await one.until(() => one.finals().some(({ transcript }) => transcript === SECOND));
    const all = 30_720 + missing.length + tail.length;
    const dropped = all - 3000 * 32;
    assert.deepEqual(one.told('Warning'), [{ gapMs: Math.round(dropped / 32), droppedBytes: dropped }]);
    const start = Number(one.finals().at(-1)?.words[0]?.start);
    assert.ok(Math.abs(start - (30_720 + missing.length) / 32_000) < 0.15, `${start}`);
    assertSound(one);
  });

  it('F33 heard again is what was not final, from a whole sample on, however the messages were cut', async () => {
    open();
    const middle = first.length + 10_001;
    one.hearAll(both.subarray(0, middle), 333);
    await one.until(() => one.finals().length === 1);
    emulator.fault({ kind: 'socket-cut', afterBytes: 20_001 });
    one.hearAll(both.subarray(middle), 333);
    await one.until(() => one.finals().length === 2);
    assertBoth();
    await one.session.close();
    const [, { received } = assert.fail()] = sockets();
    const from = both.length - received.bytes;
    assert.ok(from > 0 && from % 2 === 0, `${from}`);
    assert.ok(received.audio.equals(both.subarray(from)));
  });

  it('F55 what was written into a Buffer after it was sent is not heard', async () => {
    emulator.fault({ kind: 'socket-cut', afterBytes: 60_000 });
    open();
    const given = Buffer.from(both);
    const pieces = one.hearAll(given.subarray(0, 60_160));
    await one.until(() => pieces.every(({ ends }) => ends.length > 0));
    given.fill(0x55, 0, 60_160);
    one.hearAll(given.subarray(60_160));
    await one.until(() => one.finals().length === 2);
    assertBoth();
  });

  it('F33 does not tell twice what one channel had said when the other had not', async () => {
    const left = Buffer.concat([first, silence(4000)]);
    const right = Buffer.concat([silence(300), second, second, second, silence(2000)]);
    const length = Math.min(left.length, right.length);
    const stereo = Buffer.alloc(length * 2);
    for (let at = 0; at + 1 < length; at += 2) {
      left.copy(stereo, at * 2, at, at + 2);
      right.copy(stereo, at * 2 + 2, at, at + 2);
    }
    emulator.fault({ kind: 'socket-cut', at: 'after Results', nth: 1 });
    open({ wish: wish({ channels: 2, multichannel: true }) });
    one.hearAll(stereo, 1280);
    await one.session.close();
    assertSound(one);
    const said = (channel: number) =>
      one
        .finals()
        .filter((result) => result.channel === channel)
        .map(({ transcript }) => transcript)
        .join(' ');
    assert.deepEqual([said(0), said(1)], [FIRST, [SECOND, SECOND, SECOND].join(' ')]);
    assert.equal(sockets().length, 2);
  });

  it('the times of events go on, too', async () => {
    emulator.fault({ kind: 'socket-cut', afterBytes: first.length + 40_000 });
    open({ wish: wish({ vad_events: true }) });
    one.hearAll(both);
    await one.until(() => one.finals().length === 2);
    const stamps = one.told('SpeechStarted').map(({ timestamp }) => Number(timestamp));
    assert.ok(Number(stamps.at(-1)) > first.length / 32_000, `${stamps}`);
  });

  it('a socket that is lost while nothing is left to hear is opened again by the next audio', async () => {
    open();
    one.hearAll(first);
    await one.session.finalize();
    emulator.fault({ kind: 'socket-close', code: 1012, at: 'before audio' });
    one.hearAll(second.subarray(0, 640));
    await one.until(() => one.told('close').length > 0);
    one.hearAll(second.subarray(640));
    await one.session.close();
    assert.equal(one.text(), `${FIRST} ${SECOND}`);
    assertSound(one);
  });

  it('a container that is cut can’t be resumed, and the error says so', async () => {
    emulator.fault({ kind: 'socket-cut', afterBytes: 60_000 });
    open({ wish: wish({ encoding: '', sample_rate: '' }) });
    const wav = await say(emulator, FIRST);
    one.hearAll(wav.subarray(0, 60_000));
    await one.until(() => one.overs === 1);
    const error = one.errors[0] ?? one.given.flatMap(({ ends }) => ends).find((end) => end !== undefined);
    assert.deepEqual([error?.code, error?.remark], ['NETWORK', 'containerNotResumed']);
    assert.equal(emulator.sockets.length, 1);
    assertSound(one);
  });

  it('Flux goes on counting its turns, and hears an open one again', async () => {
    emulator.fault({ kind: 'socket-cut', afterBytes: both.length + 40_000 });
    open({ wish: FLUX, emit: 'all' });
    one.hearAll(Buffer.concat([both, first, silence(1000)]));
    await one.until(() => one.finals().length === 3);
    assert.deepEqual(
      one.finals().map(({ transcript, turn }) => [transcript.toLowerCase(), turn]),
      [
        [FIRST, 0],
        [SECOND, 1],
        [FIRST, 2],
      ],
    );
    assert.equal(one.told('EndOfTurn').at(-1)?.turn_index, 2);
    assertSound(one);
  });

  it('gives what was heard of a turn of Flux that is too long to be heard again', async () => {
    emulator.fault({ kind: 'socket-cut', afterBytes: first.length + second.length });
    open({ wish: FLUX, limits: { replay: 1000 } });
    const all = Buffer.concat([first, second]);
    one.hearAll(all.subarray(0, -640));
    await one.until(() => one.told('StartOfTurn').length > 0);
    one.hear(all.subarray(-640));
    await one.until(() => one.told('Warning').length > 0);
    const [{ gapMs } = assert.fail()] = one.told('Warning');
    assert.ok(Number(gapMs) > 1000);
    const text = one.text().toLowerCase();
    assert.ok(text !== '' && `${FIRST} ${SECOND}`.startsWith(text), text);
  });

  it('an Error says why, where a close frame behind it says that it is the end', async () => {
    await start({ forceEndTurn: false });
    open({ wish: FLUX });
    one.hearAll(first);
    await one.until(() => one.told('StartOfTurn').length > 0);
    void one.session.finalize();
    await one.until(() => one.overs === 1);
    const [error = assert.fail()] = one.errors;
    assert.equal(error.cause.errCode, 'UNPARSABLE_CLIENT_MESSAGE');
    assert.deepEqual([error.code, error.cause.retryable], ['BAD_REQUEST', false]);
    assert.equal(sockets().length, 1);
    // What was heard of the turn is its last word.
    assert.ok(FIRST.startsWith(one.text().toLowerCase()) && one.text() !== '');
  });

  it('an Error with 1011 is no end: it is heard again', async () => {
    emulator.fault({ kind: 'listen-error' });
    open();
    one.hearAll(both);
    await one.until(() => one.finals().length === 2);
    assertBoth();
    assert.equal(one.told('Error').length, 1);
  });

  describe('while it closes', () => {
    it('loses no word: what was not final is heard again, and then the last words', async () => {
      emulator.fault({ kind: 'socket-cut', afterBytes: both.length - 20_000 });
      open();
      one.hearAll(both);
      await one.session.close();
      assertBoth();
    });

    for (const wanted of [undefined, FLUX])
      it(`F34 loses no last word that crosses with the loss${wanted ? ' of Flux' : ''}`, async () => {
        emulator.fault({ kind: 'socket-reset', at: 'after CloseStream' });
        open({ wish: wanted ?? wish({ endpointing: false }) });
        one.hearAll(first);
        await one.session.close();
        assert.equal(one.text().toLowerCase(), FIRST);
        assert.deepEqual(
          sockets().flatMap((socket) => typesOf(socket)),
          ['CloseStream', 'CloseStream'],
        );
        assertSound(one);
      });

    it('asks again for what it was asked to finalize', async () => {
      emulator.fault({ kind: 'socket-cut', at: 'after Finalize' });
      open({ wish: wish({ endpointing: false }), limits: { finalize: 60_000 } });
      one.hearAll(first);
      await one.session.finalize();
      assert.equal(one.text(), FIRST);
      assert.deepEqual(
        sockets().flatMap((socket) => typesOf(socket)),
        ['Finalize', 'Finalize'],
      );
    });

    it('says in time what it could not send', async () => {
      emulator.fault({ kind: 'socket-refused', status: 503, ...ALWAYS });
      open({ limits: { closing: 100 } });
      one.hearAll(first);
      await one.session.close();
      assert.deepEqual(one.told('Warning'), [
        { gapMs: Math.round(first.length / 32), droppedBytes: first.length },
      ]);
      assert.deepEqual([one.overs, one.text()], [1, '']);
      assertSound(one);
    });
  });
});
