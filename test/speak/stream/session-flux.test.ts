import assert from 'node:assert/strict';
import { type Emulator, type SpeakStreamOptions, startEmulator } from '../../../emulator/server.js';
import {
  assertSound,
  openSessionAt,
  type Said,
  type SessionOptions,
  type SessionUnderTest,
  sentAudio,
  textsOf,
  typesOf,
  wish,
} from '../../helpers/speak-session.js';

const ALEXIS = wish('flux-alexis-en');
const LONG = 'This is a rather long sentence, so that there is enough of it to be cut in the middle of it.';
const NEXT = 'And this is what is said next.';
const LAST = 'That was all.';

describe('a session with Flux', () => {
  let emulator: Emulator;
  let one: SessionUnderTest;

  afterEach(async () => {
    await one.session.end();
    await emulator.close();
  });

  async function open(speakStream: SpeakStreamOptions = {}, options: SessionOptions = {}): Promise<void> {
    emulator = await startEmulator({ speakStream });
    one = openSessionAt(emulator, options);
  }

  const speak = (text: string): Said => one.speak(text, ALEXIS);

  /** Each of these texts was spoken once, and came out as it was sent, to its end. */
  function assertSpoken(...texts: string[]): void {
    const speeches = emulator.sockets.flatMap((socket) => socket.speeches);
    for (const text of texts) {
      assert.equal(speeches.filter((speech) => speech.text === text).length, 1, text);
      const { audio, hasEnded, isCleared } = one.utterance(text);
      assert.ok(audio.length > 0, text);
      assert.ok(audio.equals(sentAudio(emulator.sockets, text)), text);
      assert.deepEqual([hasEnded, isCleared], [true, false], text);
    }
    assertSound(one);
  }

  const heard = () => one.utterances().map(({ text }) => text);

  it('speaks sentence by sentence, each in a turn of its own', async () => {
    await open({}, { flush: 'sentence' });
    for (const token of ['One is', ' here. Two', ' is there. ', 'Three is gone.', ' ']) speak(token);
    one.session.flush();
    await one.allEnded();
    const [socket = assert.fail()] = emulator.sockets;
    assert.deepEqual([emulator.sockets.length, socket.path], [1, '/v2/speak']);
    assert.deepEqual(
      typesOf(socket),
      textsOf(socket).flatMap(() => ['Speak', 'Flush']),
    );
    assert.equal(
      heard().join('').replaceAll(/\s+/g, ' ').trim(),
      'One is here. Two is there. Three is gone.',
    );
    assert.equal(heard().length, 3);
    assertSpoken(...heard());
    assert.equal(one.count('reply-end'), 1);
  });

  it('is silent after a clear in the middle of an utterance, and speaks on over the same socket', async () => {
    await open();
    emulator.fault({ kind: 'speech-after-clear', frames: 8 });
    speak(LONG);
    await one.until(() => one.pieces.length > 1);
    const { length } = one.pieces;
    one.session.clear();
    for (const text of [NEXT, LAST]) speak(text);
    await one.allEnded();
    assert.equal(one.utterance(LONG).pieces.length, length + 1);
    assert.equal(one.utterance(LONG).isCleared, true);
    assertSpoken(NEXT, LAST);
    assert.equal(emulator.sockets.length, 1);
  });

  it('hears nothing of what is cleared before the first sound, and what follows has its own audio', async () => {
    await open({ stream: { firstMs: 50 } });
    speak(LONG);
    await emulator.waitForSocket(({ messages }) => messages.length === 2);
    one.session.clear();
    for (const text of [NEXT, LAST]) speak(text);
    await one.allEnded();
    assert.deepEqual(heard(), [NEXT, LAST]);
    assertSpoken(NEXT, LAST);
  });

  it('hears nothing of a later utterance either that is cleared before its first sound', async () => {
    await open({ stream: { firstMs: 50 } });
    speak(LAST);
    await one.allEnded();
    speak(LONG);
    await one.until(() => one.count('SpeechStarted') === 2);
    one.session.clear();
    speak(NEXT);
    await one.allEnded();
    assert.deepEqual(heard(), [LAST, NEXT]);
    assertSpoken(LAST, NEXT);
  });

  it('clears what waits to leave when all of it has been generated, without a word to Deepgram', async () => {
    await open({}, { ahead: 100, frame: 20 });
    speak(LONG);
    await one.until(() => one.count('SpeechMetadata') === 1);
    const { length } = one.pieces;
    one.session.clear();
    speak(LAST);
    await one.allEnded();
    assert.equal(one.utterance(LONG).pieces.length, length + 1);
    assert.equal(one.utterance(LONG).isCleared, true);
    const [socket = assert.fail()] = emulator.sockets;
    assert.deepEqual(typesOf(socket), ['Speak', 'Flush', 'Speak', 'Flush']);
    const { audio } = one.utterance(LAST);
    const sent = sentAudio(emulator.sockets, LAST);
    assert.ok(audio.subarray(0, sent.length).equals(sent));
    assertSound(one);
  });

  it('gives what is around a text without a sound its own audio', async () => {
    await open();
    const texts = [LONG, '…', NEXT].map(speak);
    await one.allEnded();
    assert.deepEqual(
      texts.map(({ ends: [error] }) => error),
      [undefined, undefined, undefined],
    );
    assert.equal(emulator.sockets[0]?.speeches.find(({ text }) => text === '…')?.bytes, 0);
    assertSpoken(LONG, NEXT);
  });

  it('fails a text with broken markup alone: the one behind it is spoken', async () => {
    await open();
    const texts = [LONG, 'Bad \\{"word": text', NEXT].map(speak);
    await one.allEnded();
    const [first, broken, next] = texts.map(({ ends: [error] }) => error);
    assert.deepEqual([first, next], [undefined, undefined]);
    assert.equal(broken?.cause.errCode, 'DATA-0002');
    assertSpoken(LONG, NEXT);
  });

  it('speaks what was given when it is closed, and closes', async () => {
    await open();
    for (const text of [LONG, NEXT]) speak(text);
    await one.session.close();
    assertSpoken(LONG, NEXT);
    const { messages, close } = await emulator.waitForSocketEnd();
    assert.equal(messages.at(-1)?.type, 'Close');
    assert.equal(close?.code, 1000);
  });
});
