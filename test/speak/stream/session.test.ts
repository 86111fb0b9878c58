import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../../emulator/server.js';
import {
  assertSound,
  openSessionAt,
  type SessionOptions,
  type SessionUnderTest,
  sentAudio,
  THALIA,
  textsOf,
  typesOf,
  wish,
} from '../../helpers/speak-session.js';

const ZEUS = wish('aura-2-zeus-en');

describe('a session that speaks', () => {
  let emulator: Emulator;
  let opened: SessionUnderTest[] = [];

  beforeEach(async () => {
    emulator = await startEmulator();
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map(({ session }) => session.end()));
    assert.equal(emulator.openSockets(), 0);
    await emulator.close();
  });

  function open(options?: SessionOptions): SessionUnderTest {
    const one = openSessionAt(emulator, options);
    opened.push(one);
    return one;
  }

  it('gives what Deepgram sends, byte by byte, and ends each message', async () => {
    const one = open();
    const texts = ['The first one.', 'The second one.', 'And a third.'];
    for (const text of texts) one.speak(text);
    await one.allEnded();
    assertSound(one);
    assert.equal(emulator.sockets.length, 1);
    for (const text of texts) {
      const { audio, hasEnded, isCleared, requestId } = one.utterance(text);
      assert.deepEqual(audio, sentAudio(emulator.sockets, text));
      assert.deepEqual([hasEnded, isCleared], [true, false]);
      assert.equal(requestId, emulator.sockets[0]?.requestId);
    }
    assert.ok(one.said.every(({ ends }) => ends[0] === undefined));
  });

  it('asks for one flush at a time: the next comes after the answer', async () => {
    const one = open();
    for (const text of ['One thing.', 'Another thing.', 'A third thing.']) one.speak(text);
    await one.allEnded();
    const [socket = assert.fail()] = emulator.sockets;
    assert.deepEqual(typesOf(socket), ['Speak', 'Flush', 'Speak', 'Flush', 'Speak', 'Flush']);
    const flushes = socket.messages.filter(({ type }) => type === 'Flush');
    const answers = socket.sent.filter(({ type }) => type === 'Flushed');
    assert.equal(answers.length, 3);
    for (const [index, { at }] of flushes.slice(1).entries()) assert.ok(at >= (answers[index]?.at ?? 0));
  });

  it('speaks tokens by sentence, and what is left after a pause', async () => {
    const one = open({ flush: 'sentence', pause: 20 });
    for (const token of ['Good ', 'morning. ', 'How ', 'are you', '? ', 'Fine', ' thanks']) one.speak(token);
    await one.allEnded();
    assert.deepEqual(textsOf(emulator.sockets[0] ?? assert.fail()), [
      'Good morning. ',
      'How are you? ',
      'Fine thanks',
    ]);
    assertSound(one);
  });

  it('tells Deepgram’s messages and its own, and the end of a reply once', async () => {
    const one = open({ flush: 'manual' });
    one.speak('A whole reply.');
    one.session.flush();
    await one.until(() => one.count('reply-end') > 0);
    await one.session.close();
    const types = one.events.map(({ type }) => type);
    assert.deepEqual(types, ['open', 'Metadata', 'Flushed', 'reply-end', 'close']);
    assert.deepEqual(one.events[0]?.payload, { request_id: emulator.sockets[0]?.requestId });
  });

  it('keeps the socket between messages, and closes it when it is idle', async () => {
    const one = open({ idle: 50 });
    one.speak('Something.');
    await one.until(() => one.overs === 1);
    assert.equal(emulator.sockets.length, 1);
    assert.equal(emulator.sockets[0]?.close?.code, 1000);
    one.speak('Something else.');
    await one.allEnded();
    assert.equal(emulator.sockets.length, 2);
    assertSound(one);
  });

  it('opens another socket for another voice, and closes the first one', async () => {
    const one = open();
    one.speak('In one voice.');
    one.speak('In another voice.', ZEUS);
    one.speak('In the first voice again.', THALIA);
    await one.allEnded();
    await emulator.waitForSocketEnd(({ requestId }) => requestId === emulator.sockets[1]?.requestId);
    const models = emulator.sockets.map(({ query }) => query.get('model'));
    assert.deepEqual(models, ['aura-2-thalia-en', 'aura-2-zeus-en', 'aura-2-thalia-en']);
    assert.deepEqual(
      emulator.sockets.map((socket) => textsOf(socket)),
      [['In one voice.'], ['In another voice.'], ['In the first voice again.']],
    );
    for (const { text } of one.said)
      assert.deepEqual(one.utterance(text).audio, sentAudio(emulator.sockets, text));
    assertSound(one);
  });

  describe('that is closed', () => {
    it('speaks what was given first', async () => {
      const one = open({ flush: 'manual' });
      one.speak('Spoken before the end.');
      await one.session.close();
      const { audio, isCleared } = one.utterance('Spoken before the end.');
      assert.deepEqual(audio, sentAudio(emulator.sockets, 'Spoken before the end.'));
      assert.equal(isCleared, false);
      assertSound(one);
      assert.deepEqual(typesOf(emulator.sockets[0] ?? assert.fail()), ['Speak', 'Flush', 'Close']);
      await one.until(() => one.overs > 0);
    });

    it('waits 2 s for it, and no longer; then all is ended', async () => {
      emulator.fault({ kind: 'speech-silence', afterBytes: 1000 });
      const one = open();
      one.speak('This will be cut short.');
      one.speak('This will not be heard.');
      await one.until(() => one.pieces.length > 0);
      const begun = performance.now();
      await one.session.close();
      const ms = performance.now() - begun;
      assert.ok(ms < 2300, `${Math.round(ms)} ms`);
      await one.allEnded();
      assertSound(one);
      const { hasEnded, isCleared } = one.utterance('This will be cut short.');
      assert.deepEqual([hasEnded, isCleared, one.utterances().length], [true, true, 1]);
    });

    it('is closed within 2 s also where Deepgram neither speaks nor closes', async () => {
      emulator.fault({ kind: 'speech-silence' });
      emulator.fault({ kind: 'socket-ignore-close' });
      const one = open();
      one.speak('Nothing comes of this.');
      await emulator.waitForSocket(({ messages }) => messages.length === 2);
      const begun = performance.now();
      await one.session.close();
      const ms = performance.now() - begun;
      assert.ok(ms < 2500, `${Math.round(ms)} ms`);
      assertSound(one);
    });

    it('gives up connecting', async () => {
      emulator.fault({ kind: 'socket-refused', status: 503, times: Number.POSITIVE_INFINITY });
      const one = open();
      one.speak('Nobody is there.');
      await one.until(() => one.states.some(({ state }) => state === 'waiting'));
      await one.session.close();
      assertSound(one);
      await one.until(() => one.overs > 0 || one.states.length > 0);
      assert.equal(emulator.openSockets(), 0);
    });

    it('may be spoken with again', async () => {
      const one = open();
      one.speak('Before.');
      await one.session.close();
      one.speak('After.');
      await one.allEnded();
      assert.deepEqual(one.utterance('After.').audio, sentAudio(emulator.sockets, 'After.'));
      assertSound(one);
    });
  });

  describe('that is ended', () => {
    it('completes its messages, says nothing more, and leaves no socket', async () => {
      const one = open({ flush: 'sentence' });
      emulator.fault({ kind: 'speech-slow', bytesPerSecond: 16_000 });
      one.speak('A long sentence that is being spoken slowly. And one that waits. And one that is wri');
      await one.until(() => one.pieces.length > 0);
      const { length } = one.pieces;
      await one.session.end();
      assert.equal(one.pieces.length, length);
      assertSound(one);
      assert.equal(emulator.openSockets(), 0);
    });

    it('leaves no socket where it was about to have one', async () => {
      const one = open();
      one.speak('Too late.');
      await one.session.end();
      assertSound(one);
      // Whoever comes after it is answered after it.
      const other = open();
      other.speak('Another one.');
      await other.allEnded();
      await other.session.end();
      assert.equal(emulator.openSockets(), 0);
    });
  });

  describe('that has nothing to say any more', () => {
    it('is over when its text is cleared before it had a socket', async () => {
      const one = open({ flush: 'manual' });
      one.speak('Never flushed.');
      one.session.clear();
      assertSound(one);
      await one.until(() => one.overs > 0);
    });

    it('is over when there was nothing but white space', async () => {
      const one = open({ flush: 'message' });
      one.speak('  ');
      assertSound(one);
      await one.until(() => one.overs > 0);
      assert.equal(emulator.sockets.length, 0);
    });
  });
});
