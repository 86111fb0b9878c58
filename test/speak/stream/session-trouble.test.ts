import assert from 'node:assert/strict';
import { type Emulator, type Fault, startEmulator } from '../../../emulator/server.js';
import { closedPort } from '../../helpers/closed-port.js';
import {
  assertSound,
  openSessionAt,
  type SessionOptions,
  type SessionUnderTest,
  sentAudio,
  textsOf,
} from '../../helpers/speak-session.js';

const FIRST = 'This is the first sentence, and the line is lost in the middle of it, as lines are.';
const SECOND = 'The second one has waited.';
const THIRD = 'So has the third one.';

describe('trouble with the socket', () => {
  let emulator: Emulator;
  let one: SessionUnderTest;

  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(async () => {
    await one.session.end();
    assert.equal(emulator.openSockets(), 0);
    await emulator.close();
  });

  const open = (options?: SessionOptions) => {
    one = openSessionAt(emulator, options);
  };

  /** What was sent of a text over a socket. */
  const sentOver = (socket: number) => emulator.sockets[socket]?.speeches[0]?.audio ?? Buffer.alloc(0);

  const losses: [about: string, fault: Fault, code: string][] = [
    ['F24 a FIN', { kind: 'socket-cut', afterBytes: 4000 }, 'NETWORK'],
    ['F25 a RST', { kind: 'socket-reset', afterBytes: 4000 }, 'NETWORK'],
    ['F28 a close frame 1000', { kind: 'socket-close', code: 1000, afterBytes: 4000 }, 'CLOSED'],
    ['F28 a close frame 1001', { kind: 'socket-close', code: 1001, afterBytes: 4000 }, 'CLOSED'],
    ['F28 a close frame 1011', { kind: 'socket-close', code: 1011, afterBytes: 4000 }, 'SERVER'],
    ['F28 a close frame 1012', { kind: 'socket-close', code: 1012, afterBytes: 4000 }, 'SERVER'],
  ];
  for (const [about, fault, code] of losses) {
    it(`${about} in the middle of an utterance fails its first message, and no other; the rest is said in order`, async () => {
      emulator.fault(fault);
      open({ flush: 'manual' });
      const [began, ...others] = [one.speak(FIRST.slice(0, 30)), one.speak(FIRST.slice(30))];
      one.session.flush();
      one.speak(SECOND);
      one.session.flush();
      one.speak(THIRD);
      one.session.flush();
      await one.allEnded();
      assertSound(one);
      assert.equal(began.ends[0]?.code, code);
      assert.deepEqual(
        others.map(({ ends }) => ends[0]),
        [undefined],
      );
      assert.deepEqual(
        one.said.slice(2).map(({ ends }) => ends[0]),
        [undefined, undefined],
      );
      assert.deepEqual(
        emulator.sockets.map((socket) => textsOf(socket)),
        [[FIRST], [SECOND, THIRD]],
      );
      const { audio, hasEnded } = one.utterance(FIRST);
      assert.ok(audio.length > 0 && sentOver(0).subarray(0, audio.length).equals(audio));
      assert.equal(hasEnded, false);
      for (const text of [SECOND, THIRD])
        assert.deepEqual(one.utterance(text).audio, sentAudio(emulator.sockets, text));
      assert.equal(one.count('reply-end'), 2);
    });
  }

  for (const code of [1008, 1003, 1009, 4000]) {
    it(`F28 a close frame ${code} is the end: nothing is tried again`, async () => {
      emulator.fault({ kind: 'socket-close', code, reason: 'DATA-0000: no', afterBytes: 4000 });
      open();
      one.speak(FIRST);
      one.speak(SECOND);
      await one.allEnded();
      assertSound(one);
      for (const { ends } of one.said) {
        assert.equal(ends[0]?.values.code, code);
        assert.match(String(ends[0]?.values.reason), /DATA-0000/);
      }
      assert.equal(emulator.sockets.length, 1);
      assert.equal(one.states.at(-1)?.state, 'failed');
    });
  }

  it('before a sound was heard is no loss: the text is said on the next socket, once', async () => {
    emulator.fault({ kind: 'socket-cut', at: 'after Flush' });
    open();
    one.speak(FIRST);
    one.speak(SECOND);
    await one.allEnded();
    assertSound(one);
    assert.deepEqual(
      one.utterances().map(({ text, audio }) => [text, audio.equals(sentAudio(emulator.sockets, text))]),
      [
        [FIRST, true],
        [SECOND, true],
      ],
    );
    assert.ok(one.said.every(({ ends }) => ends[0] === undefined));
  });

  it('while nothing is said is told as an event; the next text opens a socket at once', async () => {
    emulator.fault({ kind: 'socket-close', code: 1001, at: 'after Flushed' });
    open();
    one.speak(SECOND);
    await one.until(() => one.count('close') === 1);
    one.states.length = 0;
    one.speak(THIRD);
    await one.allEnded();
    assertSound(one);
    assert.equal(emulator.sockets.length, 2);
    // The first one has been of use.
    assert.deepEqual(
      one.states.filter(({ state }) => state === 'waiting'),
      [],
    );
  });

  it('F22 that is refused with 401 is AUTH, said once, and not tried again', async () => {
    open({ key: 'wrong-key' });
    one.speak(FIRST);
    await one.allEnded();
    assert.equal(one.said[0]?.ends[0]?.code, 'AUTH');
    assert.equal(one.said[0]?.ends[0]?.cause.status, 401);
    await one.until(() => one.overs === 1);
    assert.equal(emulator.sockets.length, 1);
    assert.deepEqual(
      one.states.map(({ state }) => state),
      ['connecting', 'failed'],
    );
    assertSound(one);
  });

  it('F25 is waited out: the text is said once the server is back', async () => {
    const times = 2;
    emulator.fault({ kind: 'socket-refused', status: 503, times });
    open();
    one.speak(SECOND);
    await one.allEnded();
    assert.deepEqual(
      emulator.sockets.map(({ status }) => status),
      [503, 503, 101],
    );
    const attempts = one.states.flatMap((state) => (state.state === 'waiting' ? [state.attempt] : []));
    assert.deepEqual(attempts, [2, 3]);
    assert.deepEqual(one.utterance(SECOND).audio, sentAudio(emulator.sockets, SECOND));
    assertSound(one);
  });

  it('F25 is waited out where nobody listens at all', async () => {
    const port = await closedPort();
    one = openSessionAt({ url: `http://127.0.0.1:${port}`, key: 'emulator-key' });
    one.speak(SECOND);
    await one.until(() => one.states.some(({ state }) => state === 'waiting'));
    const late = await startEmulator({ port });
    await one.allEnded();
    assert.equal(one.said[0]?.ends[0], undefined);
    assert.deepEqual(one.utterance(SECOND).audio, sentAudio(late.sockets, SECOND));
    await one.session.end();
    await late.close();
  });

  it('F23 that is accepted and ended at once is given up after three, and said to be', async () => {
    emulator.fault({ kind: 'socket-close', code: 1011, at: 'open', times: Number.POSITIVE_INFINITY });
    open();
    one.speak(FIRST);
    await one.allEnded();
    assert.deepEqual([one.said[0]?.ends[0]?.code, one.said[0]?.ends[0]?.reason], ['CLOSED', 'socketGaveUp']);
    assert.equal(emulator.sockets.length, 3);
    assert.equal(one.states.at(-1)?.state, 'failed');
    assertSound(one);
  });

  it('F27 where Flushed never comes, TIMEOUT ends the utterance, and no audio is added to it', async () => {
    emulator.fault({ kind: 'speech-no-flushed' });
    open({ timeout: 300 });
    const first = one.speak(FIRST);
    await one.until(() => first.ends.length > 0);
    assert.equal(first.ends[0]?.code, 'TIMEOUT');
    assert.deepEqual(one.utterance(FIRST).audio, sentOver(0));
    one.speak(SECOND);
    await one.allEnded();
    assert.deepEqual(one.utterance(SECOND).audio, sentAudio(emulator.sockets, SECOND));
    assert.deepEqual(one.utterance(FIRST).audio, sentOver(0));
    assertSound(one);
  });

  it('F27 where Flushed never comes, text that has waited is spoken', async () => {
    emulator.fault({ kind: 'speech-no-flushed' });
    open({ timeout: 300 });
    one.speak(FIRST);
    const second = one.speak(SECOND);
    await one.allEnded();
    assert.equal(one.said[0]?.ends[0]?.code, 'TIMEOUT');
    assert.equal(second.ends[0], undefined);
    assert.deepEqual(one.utterance(SECOND).audio, sentAudio(emulator.sockets, SECOND));
    assertSound(one);
  });

  const strange: [about: string, text: string, topic: string][] = [
    ['JSON that breaks off', '{"type":"Warn', 'Warning'],
    ['what is no object', '[1, 2]', 'Warning'],
    ['an object without a type', '{"hello":1}', 'Warning'],
    ['an unknown type', '{"type":"Novelty","n":1}', 'Novelty'],
    ['a warning of another kind', '{"type":"Warning","warn_code":"OTHER"}', 'Warning'],
  ];
  for (const [about, text, topic] of strange) {
    it(`F30 ${about} passes as an event, and speaking goes on`, async () => {
      emulator.fault({ kind: 'socket-send', text, at: 'after audio', nth: 2 });
      open();
      one.speak(FIRST);
      one.speak(SECOND);
      await one.allEnded();
      assert.equal(one.count(topic), 1);
      assert.ok(one.said.every(({ ends }) => ends[0] === undefined));
      for (const said of [FIRST, SECOND])
        assert.deepEqual(one.utterance(said).audio, sentAudio(emulator.sockets, said));
      assertSound(one);
    });
  }

  it('F31 a frame of 200 MB is not taken: the utterance fails', async () => {
    emulator.fault({ kind: 'socket-big-frame', bytes: 200 * 1024 * 1024, at: 'after audio' });
    open();
    one.speak(FIRST);
    await one.allEnded();
    assert.equal(one.said[0]?.ends[0]?.code, 'PROTOCOL');
    assertSound(one);
  });

  it('F32 what a server does not read waits, and is spoken whole and in order once it reads', async () => {
    const slow = emulator.fault({ kind: 'socket-slow-reader', at: 'open' });
    open();
    const texts = Array.from({ length: 8 }, (_, index) => `Text number ${index + 1}.`);
    for (const text of texts) one.speak(text);
    await slow.reached;
    assert.equal(one.pieces.length, 0);
    slow.release();
    await one.allEnded();
    assert.deepEqual(emulator.sockets.flatMap((socket) => textsOf(socket)).join(''), texts.join(''));
    assertSound(one);
  });

  it('an Error message says why, and what was not heard is said again', async () => {
    const text = '{"type":"Error","err_code":"OVERLOADED","err_msg":"Try again."}';
    emulator.fault({ kind: 'socket-send', text, at: 'before Flush' });
    emulator.fault({ kind: 'socket-close', code: 1011, at: 'after Flush' });
    open();
    one.speak(SECOND);
    await one.allEnded();
    assert.equal(one.said[0]?.ends[0], undefined);
    assert.equal(one.count('Error'), 1);
    assertSound(one);
  });

  it('half samples are put together again', async () => {
    emulator.fault({ kind: 'speech-half-samples' });
    open();
    one.speak(FIRST);
    await one.allEnded();
    assert.deepEqual(one.utterance(FIRST).audio, sentAudio(emulator.sockets, FIRST));
    assert.ok(one.pieces.every(({ audio }) => audio.length % 2 === 0));
    assertSound(one);
  });
});
