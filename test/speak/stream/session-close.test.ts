import assert from 'node:assert/strict';
import { type Emulator, type SpeakStreamOptions, startEmulator } from '../../../emulator/server.js';
import {
  assertSound,
  openSessionAt,
  type SessionOptions,
  type SessionUnderTest,
  sentAudio,
} from '../../helpers/speak-session.js';

const LONG = 'This is a rather long sentence, so that there is enough of it to be cut in the middle of it.';
const SHORT = 'Yes.';
const NEXT = 'No.';

describe('a session that closes', () => {
  let emulator: Emulator;
  let one: SessionUnderTest;

  afterEach(async () => {
    await one.session.end();
    await emulator.close();
  });

  async function open(options: SessionOptions = {}, speakStream: SpeakStreamOptions = {}): Promise<void> {
    emulator = await startEmulator({ speakStream });
    one = openSessionAt(emulator, options);
  }

  function assertWhole(text: string): void {
    const { audio, hasEnded, isCleared } = one.utterance(text);
    assert.deepEqual(audio, sentAudio(emulator.sockets, text));
    assert.deepEqual([hasEnded, isCleared], [true, false]);
  }

  /** Over which of the sockets a text was spoken. */
  const socketOf = (text: string) =>
    emulator.sockets.findIndex(({ speeches }) => speeches.some((speech) => speech.text === text));

  it('twice at once closes once, and what is said then is spoken whole over another socket', async () => {
    await open();
    one.speak(SHORT);
    const closes = [one.session.close(), one.session.close()];
    await emulator.waitForSocketEnd();
    one.speak(NEXT);
    await one.allEnded();
    await Promise.all(closes);
    // Neither of them ends the new socket.
    assert.equal(one.count('close'), 1);
    for (const text of [SHORT, NEXT]) assertWhole(text);
    assert.deepEqual([socketOf(SHORT), socketOf(NEXT)], [0, 1]);
    assert.equal(emulator.sockets[0]?.messages.filter(({ type }) => type === 'Close').length, 1);
    assertSound(one);
  });

  it('twice, and is told something before the end: it is spoken whole over another socket', async () => {
    await open({}, { stream: { realTimeFactor: 1 } });
    one.speak(SHORT);
    await one.until(() => one.pieces.length > 0);
    const closes = [one.session.close(), one.session.close()];
    one.speak(NEXT);
    await Promise.all(closes);
    await one.allEnded();
    for (const text of [SHORT, NEXT]) assertWhole(text);
    assert.deepEqual([socketOf(SHORT), socketOf(NEXT)], [0, 1]);
    assertSound(one);
  });

  it('speaks what is said behind it whole, over another socket, while the last is being spoken', async () => {
    await open({}, { stream: { realTimeFactor: 1 } });
    one.speak(SHORT);
    await one.until(() => one.pieces.length > 0);
    void one.session.close();
    one.speak(NEXT);
    assert.deepEqual(one.said[0]?.ends, []);
    await one.allEnded();
    for (const text of [SHORT, NEXT]) assertWhole(text);
    assert.deepEqual([socketOf(SHORT), socketOf(NEXT)], [0, 1]);
    assertSound(one);
  });

  it('cuts short what has not left in time: nothing comes out behind it', async () => {
    await open({ ahead: 100, frame: 20 });
    const { ends } = one.speak(LONG);
    await one.session.close();
    const { length } = one.pieces;
    const { isLast, isCleared } = one.pieces.at(-1) ?? assert.fail();
    assert.deepEqual([isLast, isCleared], [true, true]);
    assert.deepEqual(ends, [undefined]);
    await emulator.waitForSocketEnd();
    // A frame would be due long before this is spoken.
    one.speak(SHORT);
    await one.until(() => one.pieces.length > length + 5);
    assert.equal(one.utterance(LONG).pieces.length, length);
    one.session.clear();
    assertSound(one);
  });

  it('without a text to speak has nothing to wait for', async () => {
    await open();
    await one.session.close();
    assert.equal(emulator.sockets.length, 0);
    assert.deepEqual(one.pieces, []);
  });

  it('is over by itself where there was only white space', async () => {
    await open();
    const { ends } = one.speak(' \n ');
    await one.until(() => one.overs > 0);
    assert.deepEqual([ends, one.overs, emulator.sockets.length], [[undefined], 1, 0]);
  });

  it('is over by itself where white space was all that was written', async () => {
    await open({ flush: 'sentence', pause: 5 });
    const { ends } = one.speak(' \n ');
    await one.until(() => one.overs > 0);
    assert.deepEqual([ends, one.overs, emulator.sockets.length], [[undefined], 1, 0]);
  });

  it('is over by itself where its first text was too long', async () => {
    await open({ limits: { waiting: 10 } });
    assert.throws(() => one.speak(LONG), { code: 'OVERFLOW' });
    await one.until(() => one.overs > 0);
    assert.deepEqual([one.overs, emulator.sockets.length], [1, 0]);
  });
});
