import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../../emulator/server.js';
import { startSocketServer } from '../../helpers/socket-server.js';
import {
  assertSound,
  openSessionAt,
  type SessionOptions,
  type SessionUnderTest,
  sentAudio,
  typesOf,
} from '../../helpers/speak-session.js';

const LONG = 'This is a rather long sentence, so that there is enough of it to be cut in the middle of it.';
const NEXT = 'And this is what is said next.';

describe('F35 clear is silence', () => {
  let emulator: Emulator;
  let one: SessionUnderTest;

  afterEach(async () => {
    await one.session.end();
    await emulator.close();
  });

  async function open(
    options?: SessionOptions,
    speakStream: NonNullable<Parameters<typeof startEmulator>[0]>['speakStream'] = {},
  ): Promise<void> {
    emulator = await startEmulator({ speakStream });
    one = openSessionAt(emulator, options);
  }

  /** Lets the next text be spoken whole, and sees that nothing of the first one came after the clear. */
  async function speakNext(length: number): Promise<void> {
    one.speak(NEXT);
    await one.allEnded();
    const first = one.pieces.filter(({ outgoing }) => outgoing.utterance.runs[0]?.text === LONG);
    assert.equal(first.length, length + 1);
    assert.deepEqual(
      [first.at(-1)?.isLast, first.at(-1)?.isCleared, first.at(-1)?.audio.length],
      [true, true, 0],
    );
    const { audio, hasEnded, isCleared } = one.utterance(NEXT);
    assert.deepEqual(audio, sentAudio(emulator.sockets, NEXT));
    assert.deepEqual([hasEnded, isCleared], [true, false]);
    assertSound(one);
  }

  /** Clears once some audio has come. @returns how many pieces had */
  async function clearMidway(): Promise<number> {
    one.speak(LONG);
    await one.until(() => one.pieces.length > 1);
    const { length } = one.pieces;
    one.session.clear();
    return length;
  }

  for (const frames of [0, 1, 8]) {
    it(`also when ${frames} messages of audio are still on their way`, async () => {
      await open();
      emulator.fault({ kind: 'speech-after-clear', frames });
      await speakNext(await clearMidway());
      assert.equal(emulator.sockets.length, 1);
    });
  }

  it('also for what waits to be spoken and for what is being written', async () => {
    await open({ flush: 'sentence' });
    one.speak(LONG);
    await one.until(() => one.pieces.length > 0);
    one.speak(' A sentence that waits. And one that is being wri');
    one.session.clear();
    const { length } = one.pieces;
    one.speak(`${NEXT} `);
    await one.allEnded();
    assert.ok(
      one.pieces.slice(length).every(({ outgoing }) => outgoing.utterance.runs[0]?.text === `${NEXT} `),
    );
    assertSound(one);
  });

  it('also when Flushed comes before Cleared', async () => {
    await open();
    emulator.fault({ kind: 'socket-send', text: '{"type":"Flushed","sequence_id":0}', at: 'before Cleared' });
    await speakNext(await clearMidway());
  });

  it('also when Flushed comes after Cleared', async () => {
    await open();
    emulator.fault({ kind: 'socket-send', text: '{"type":"Flushed","sequence_id":0}', at: 'after Cleared' });
    await speakNext(await clearMidway());
  });

  it('also when Flushed comes after Cleared and the next text, before its audio', async () => {
    await open();
    emulator.fault({
      kind: 'socket-send',
      text: '{"type":"Flushed","sequence_id":0}',
      at: 'after Speak',
      nth: 2,
    });
    await speakNext(await clearMidway());
  });

  it('also when Flushed came before the last of its audio', async () => {
    await open();
    emulator.fault({ kind: 'speech-flushed-early', frames: 3 });
    const clearAtFlushed = one.until(() => one.count('Flushed') === 1).then(() => one.session.clear());
    one.speak(LONG);
    await clearAtFlushed;
    one.speak(NEXT);
    await one.allEnded();
    assert.deepEqual(one.utterance(NEXT).audio, sentAudio(emulator.sockets, NEXT));
    assertSound(one);
  });

  it('also when the next text has no sound: it ends with its Flushed', async () => {
    await open();
    const server = await startSocketServer();
    const other = openSessionAt({ url: server.url, key: 'any' }, { timeout: 1000 });
    other.speak(LONG);
    const line = await server.next();
    const answer = (message: string) => {
      const { type } = JSON.parse(message) as { type: string };
      if (type === 'Clear') line.send('{"type":"Cleared","sequence_id":0}');
      if (type === 'Flush' && other.pieces.length > 0) line.send('{"type":"Flushed","sequence_id":0}');
      else if (type === 'Flush') line.send(Buffer.alloc(100));
    };
    line.on('message', (data: Buffer) => answer(data.toString()));
    await other.until(() => other.pieces.length > 0);
    other.session.clear();
    const silent = other.speak('…');
    await other.allEnded();
    assert.equal(silent.ends[0], undefined);
    await other.session.end();
    await server.close();
  });

  it('also when it is said again and again', async () => {
    await open();
    const length = await clearMidway();
    one.session.clear();
    one.session.clear();
    await speakNext(length);
    const [socket = assert.fail()] = emulator.sockets;
    assert.deepEqual(typesOf(socket), ['Speak', 'Flush', 'Clear', 'Speak', 'Flush']);
  });

  it('before there was a sound: nothing of it comes out at all', async () => {
    await open({}, { stream: { firstMs: 50 } });
    one.speak(LONG);
    await emulator.waitForSocket(({ messages }) => messages.length === 2);
    one.session.clear();
    one.speak(NEXT);
    await one.allEnded();
    assert.deepEqual(
      one.utterances().map(({ text }) => text),
      [NEXT],
    );
    assertSound(one);
  });

  it('before there was a socket', async () => {
    await open();
    one.speak(LONG);
    one.session.clear();
    one.speak(NEXT);
    await one.allEnded();
    assert.deepEqual(
      one.utterances().map(({ text }) => text),
      [NEXT],
    );
    assertSound(one);
  });

  it('for one who clears when he hears the first piece', async () => {
    emulator = await startEmulator();
    one = openSessionAt(emulator, {
      onPiece: ({ index, isLast }) => index === 0 && !isLast && one.session.clear(),
    });
    one.speak(LONG);
    one.speak('Never heard.');
    await one.allEnded();
    assertSound(one);
    assert.deepEqual(
      one.pieces.map(({ isLast }) => isLast),
      [false, true],
    );
  });

  it('for one who clears when he hears the last piece', async () => {
    emulator = await startEmulator();
    one = openSessionAt(emulator, {
      onPiece: ({ isLast, isCleared }) => isLast && !isCleared && one.session.clear(),
    });
    one.speak('One.');
    await one.allEnded();
    assertSound(one);
  });

  it('of what waits to leave at the pace of speech', async () => {
    await open({ ahead: 100, frame: 20 });
    one.speak(LONG);
    await one.until(() => one.count('Flushed') === 1);
    const { length } = one.pieces;
    assert.ok(length < 20, `${length} frames have left`);
    one.session.clear();
    one.speak(NEXT);
    await one.until(() => one.utterances().some(({ text }) => text === NEXT));
    assert.equal(one.utterance(LONG).pieces.length, length + 1);
    assert.equal(one.utterance(LONG).isCleared, true);
    one.session.clear();
    await one.allEnded();
    assertSound(one);
  });

  it('and no end of a reply', async () => {
    await open();
    one.speak(LONG);
    one.session.flush();
    await one.until(() => one.pieces.length > 0);
    one.session.clear();
    one.speak(NEXT);
    one.session.flush();
    await one.allEnded();
    await one.until(() => one.count('Flushed') > 0);
    assert.equal(one.count('reply-end'), 1);
  });
});
