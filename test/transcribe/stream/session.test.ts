import assert from 'node:assert/strict';
import { type Emulator, type ListenStreamOptions, startEmulator } from '../../../emulator/server.js';
import {
  assertAllClosed,
  assertSound,
  FLUX,
  msOf,
  openSessionAt,
  type SessionOptions,
  type SessionUnderTest,
  sayRaw,
  silence,
  typesOf,
  wish,
} from '../../helpers/listen-session.js';
import { say, stereo as stereoWav } from '../../helpers/recordings.js';

const FIRST = 'the kettle is on and the cat has been fed';
const SECOND = 'somebody is at the front door';
const WAV_HEADER = 44;

describe('a session that listens', () => {
  let emulator: Emulator;
  let one: SessionUnderTest;
  let first: Buffer;
  let second: Buffer;

  afterEach(async () => {
    await one.session.end();
    await assertAllClosed(emulator);
    await emulator.close();
  });

  async function start(options: SessionOptions = {}, listenStream: ListenStreamOptions = {}): Promise<void> {
    emulator = await startEmulator({ listenStream });
    [first, second] = await Promise.all([sayRaw(emulator, FIRST), sayRaw(emulator, SECOND)]);
    one = openSessionAt(emulator, options);
  }

  it('opens no socket before there is audio', async () => {
    await start();
    await one.session.finalize();
    await one.session.close();
    assert.deepEqual([emulator.sockets.length, one.overs, one.events, one.states], [0, 1, [], []]);
  });

  it('keeps what comes before the socket is open, and sends it in order', async () => {
    await start();
    const audio = Buffer.concat([first, silence(500), second]);
    one.hearAll(audio);
    assert.equal(emulator.sockets.length, 0);
    assert.ok(one.given.every(({ ends }) => ends.length === 0));
    await one.allEnded();
    await one.session.close();
    assert.ok(emulator.sockets[0]?.received.audio.equals(audio));
    assert.equal(one.text(), `${FIRST} ${SECOND}`);
    assertSound(one);
  });

  it('tells the times of what was said, and the socket it came over', async () => {
    await start();
    one.hearAll(Buffer.concat([silence(1000), first, silence(1000)]));
    await one.until(() => one.results.length > 0);
    const [{ words, start: begin, duration, requestId, channel, channels, confidence } = assert.fail()] =
      one.results;
    assert.ok(Math.abs(Number(words[0]?.start) - 1) < 0.15);
    assert.ok(begin <= 1 && begin + duration >= 1 + msOf(first) / 1000 - 0.1);
    assert.equal(requestId, emulator.sockets[0]?.requestId);
    assert.deepEqual([channel, channels, typeof confidence], [0, 1, 'number']);
  });

  it('does not send what was written into a Buffer after it was given', async () => {
    await start();
    const audio = Buffer.concat([first, silence(500)]);
    const given = Buffer.from(audio);
    one.hear(given);
    given.fill(0x55);
    await one.session.close();
    assert.ok(emulator.sockets[0]?.received.audio.equals(audio));
  });

  it('sends no empty message, which would end the stream', async () => {
    await start();
    one.hear(Buffer.alloc(0));
    one.hearAll(first);
    one.hear(Buffer.alloc(0));
    await one.allEnded();
    await one.session.close();
    assert.equal(emulator.sockets[0]?.received.empty, 0);
    assert.equal(one.text(), FIRST);
  });

  it('gives the last words before it closes', async () => {
    await start({ wish: wish({ endpointing: false }) });
    one.hearAll(first);
    await one.session.close();
    assert.equal(one.text(), FIRST);
    assert.deepEqual(one.told('close'), [{ code: 1000, reason: '' }]);
    assert.deepEqual(typesOf(emulator.sockets[0] ?? assert.fail()), ['CloseStream']);
    assert.deepEqual(
      [one.events.at(-1)?.type, one.events.at(-1)?.results],
      ['close', one.results.length],
      'the last words come before the end',
    );
    assert.deepEqual([one.overs, one.told('Metadata').length], [1, 1]);
  });

  it('closes twice as once, and hears nothing after that', async () => {
    await start();
    one.hearAll(first);
    const closes = [one.session.close(), one.session.close()];
    assert.ok(one.session.isClosing);
    const late = one.hear(second);
    assert.deepEqual(late.ends, [undefined]);
    await Promise.all(closes);
    assert.equal(one.text(), FIRST);
    assert.deepEqual(typesOf(emulator.sockets[0] ?? assert.fail()), ['CloseStream']);
    assert.equal(one.overs, 1);
  });

  it('F34 closes after 2 s at the latest where the last words do not come', async () => {
    await start({ limits: { closing: 200 } });
    emulator.fault({ kind: 'listen-no-end' });
    one.hearAll(Buffer.concat([first, silence(500)]));
    await one.until(() => one.results.length > 0);
    await one.session.close();
    assert.deepEqual([one.text(), one.told('close').length, one.overs], [FIRST, 1, 1]);
  });

  it('F34 closes where Deepgram keeps the socket open', async () => {
    await start({ limits: { closing: 200 } });
    emulator.fault({ kind: 'socket-ignore-close' });
    one.hearAll(Buffer.concat([first, silence(500)]));
    await one.until(() => one.results.length > 0);
    await one.session.close();
    assert.equal(one.text(), FIRST);
    assert.equal(one.overs, 1);
  });

  it('ends at once: messages are completed, and nothing more comes out', async () => {
    await start();
    one.hearAll(first);
    await one.session.end();
    assertSound(one);
    assert.deepEqual([one.results, one.overs, one.errors], [[], 0, []]);
    const late = one.hear(second);
    assert.deepEqual(late.ends, [undefined]);
    await one.session.close();
    await one.session.finalize();
  });

  it('says no more where it is ended at once while its close is being cut off', async () => {
    const limits = { closing: 50 };
    await start({ emit: 'utterance', wish: wish({ endpointing: false }), limits });
    emulator.fault({ kind: 'listen-no-end' });
    emulator.fault({ kind: 'listen-no-finalized' });
    one.hearAll(Buffer.concat([first, second, first, second]));
    await one.allEnded();
    const isClosed = one.session.close();
    // A timer of the same length, set behind the one that cuts it off, fires right behind it.
    let isEnded: Promise<void> | undefined;
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        isEnded = one.session.end();
        resolve();
      }, limits.closing);
    });
    await Promise.all([isClosed, isEnded]);
    await assertAllClosed(emulator);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([one.results, one.told('close'), one.overs], [[], [], 0]);
  });

  it('says CloseStream when it ends at once, so that no session is left open', async () => {
    await start();
    one.hearAll(first);
    await one.allEnded();
    await one.session.end();
    assert.deepEqual(typesOf(emulator.sockets[0] ?? assert.fail()), ['CloseStream']);
    assert.deepEqual(one.told('close'), []);
  });

  it('closes by itself when no audio comes for long', async () => {
    await start({ idle: 100, wish: wish({ endpointing: false }) });
    one.hearAll(first);
    await one.until(() => one.overs === 1);
    assert.equal(one.text(), FIRST);
    assert.ok(one.session.isClosing);
    assert.deepEqual(one.told('close'), [{ code: 1000, reason: '' }]);
  });

  it('does not close by itself while audio waits for a socket', async () => {
    await start({ idle: 50 });
    emulator.fault({ kind: 'socket-refused', status: 503, times: 2 });
    one.hearAll(first);
    await one.until(() => one.overs === 1);
    assert.equal(emulator.sockets.length, 3);
    assert.equal(one.text(), FIRST);
  });

  it('shows that it listens while audio comes, and then that it is connected', async () => {
    await start({ limits: { rest: 50 } });
    one.hearAll(first);
    await one.until(() => one.states.filter(({ state }) => state === 'connected').length === 2);
    assert.deepEqual(
      one.states.map(({ state }) => state),
      ['connecting', 'connected', 'listening', 'connected'],
    );
  });

  it('F29 keeps an idle socket with KeepAlive, as text', async () => {
    await start({ limits: { keepAlive: 50 } }, { limits: { idleMs: 400 } });
    one.hearAll(first);
    const isKept = ({ messages }: { messages: readonly { type?: string }[] }) =>
      messages.filter(({ type }) => type === 'KeepAlive').length >= 12;
    const { received, messages } = await emulator.waitForSocket(isKept);
    assert.equal(received.empty, 0);
    assert.ok(messages.every(({ binary }) => !binary));
    assert.deepEqual(one.told('close'), []);
  });

  it('F29 to Flux, in a pause behind a turn: what comes next does not wait for the silence before', async () => {
    await start({ wish: FLUX, limits: { replaySpeed: 50 } }, { limits: { idleMs: 300 } });
    one.hearAll(Buffer.concat([first, silence(2000)]));
    await one.until(() => one.told('close').length > 0);
    const next = Buffer.concat([second, silence(1000)]);
    one.hearAll(next);
    await one.allEnded();
    await one.until(() => one.finals().length === 2);
    assert.equal(one.text().toLowerCase(), `${FIRST} ${SECOND}`);
    const { audio, bytes } = emulator.sockets[1]?.received ?? assert.fail();
    assert.ok(audio.equals(next.subarray(0, bytes)));
    const begin = Number(one.finals()[1]?.words[0]?.start);
    assert.ok(Math.abs(begin - (msOf(first) / 1000 + 2)) < 0.15, `${begin}`);
    assertSound(one);
  });

  describe('to Flux, in a pause within a turn', () => {
    const PAUSED = { limits: { idleMs: 600 } };
    /** The last words have the time that they need here: that 2 s are enough for them is no matter of pauses. */
    const PATIENT = { closing: 15_000 };

    async function startPaused(options: SessionOptions = {}): Promise<number> {
      await start({ wish: FLUX, limits: PATIENT, ...options }, PAUSED);
      const middle = Math.floor(first.length / 2 / 640) * 640;
      one.hearAll(first.subarray(0, middle));
      await one.until(() => one.told('close').length > 0);
      assert.deepEqual([one.told('close')[0]?.idle, one.states.at(-1)?.state], [true, 'idle']);
      return middle;
    }

    it('F29 opens no other socket until there is audio, and hears the turn again then', async () => {
      const middle = await startPaused();
      assert.equal(emulator.sockets.length, 1);
      one.hearAll(Buffer.concat([first.subarray(middle), silence(1000)]));
      await one.session.close();
      assert.equal(one.text().toLowerCase(), FIRST);
      assert.equal(emulator.sockets.length, 2);
      assertSound(one);
    });

    it('gives its last words when it is closed', async () => {
      await startPaused();
      await one.session.close();
      assert.ok(one.text() !== '' && FIRST.startsWith(one.text().toLowerCase()), one.text());
      assert.deepEqual([emulator.sockets.length, one.errors], [2, []]);
    });

    it('gives the text so far when it is to finalize', async () => {
      await startPaused();
      await one.session.finalize();
      assert.deepEqual([one.finals().length, emulator.sockets.length], [1, 2]);
    });

    it('ends by itself, with its last words', async () => {
      await startPaused({ idle: 1200 });
      await one.until(() => one.overs === 1);
      assert.ok(one.text() !== '' && FIRST.startsWith(one.text().toLowerCase()), one.text());
      assert.deepEqual([emulator.sockets.length, one.errors], [2, []]);
    });

    it('ends without an error where it was given a container, with its last words', async () => {
      const container = wish({ encoding: '', sample_rate: '' }, { model: 'flux-general-en' });
      await start({ wish: container }, PAUSED);
      one.hear(await say(emulator, FIRST));
      await one.until(() => one.overs === 1);
      assert.equal(one.text().toLowerCase(), FIRST);
      assert.deepEqual([one.errors, one.told('close')[0]?.idle], [[], true]);
    });
  });

  it('sends no KeepAlive to Flux, which does not know it', async () => {
    await start({ wish: FLUX, limits: { keepAlive: 20 } }, { limits: { idleMs: 200 } });
    one.hearAll(first);
    await one.until(() => one.told('close').length > 0);
    assert.deepEqual(typesOf(emulator.sockets[0] ?? assert.fail()), []);
  });

  it('F29 that is idle too long for Deepgram says so, and listens again when there is audio', async () => {
    await start({ limits: { keepAlive: 60_000 } }, { limits: { idleMs: 1500 } });
    one.hearAll(Buffer.concat([first, silence(500)]));
    await one.until(() => one.told('close').length > 0);
    const [{ code, reason, idle } = assert.fail()] = one.told('close');
    assert.deepEqual([code, idle], [1011, true]);
    assert.match(String(reason), /net0001/);
    one.hearAll(Buffer.concat([second, silence(500)]));
    await one.session.close();
    assert.equal(one.text(), `${FIRST} ${SECOND}`);
    assert.deepEqual([one.errors, emulator.sockets.length], [[], 2]);
    // No failure: it did not have to wait.
    assert.ok(one.states.every(({ state }) => state !== 'waiting'));
    assertSound(one);
  });

  describe('that is to finalize', () => {
    it('F34 gives the text so far, without waiting for a pause', async () => {
      await start({ wish: wish({ endpointing: false }) });
      one.hearAll(first);
      await one.session.finalize();
      assert.equal(one.text(), FIRST);
      one.hearAll(second);
      await one.session.finalize();
      assert.equal(one.text(), `${FIRST} ${SECOND}`);
      assert.ok(one.results.every(({ isFinalized }) => isFinalized));
    });

    it('asks for it after all audio that came before, also where that has to wait for a socket', async () => {
      await start({ wish: wish({ endpointing: false }) });
      one.hearAll(first);
      const isDone = one.session.finalize();
      one.hearAll(second);
      await isDone;
      assert.equal(one.text(), FIRST);
      assert.deepEqual(typesOf(emulator.sockets[0] ?? assert.fail()), ['Finalize']);
      await one.session.close();
      assert.equal(one.text(), `${FIRST} ${SECOND}`);
    });

    it('F34 does not wait for ever where from_finalize does not come', async () => {
      await start({ wish: wish({ endpointing: false }), limits: { finalize: 100 } }, { finalize: 'silent' });
      one.hearAll(first);
      await one.session.finalize();
      assert.equal(typesOf(emulator.sockets[0] ?? assert.fail())[0], 'Finalize');
      await one.session.close();
      assert.equal(one.text(), FIRST);
    });

    it('gives the utterance so far where from_finalize does not come', async () => {
      await start(
        { emit: 'utterance', wish: wish({ endpointing: false }), limits: { finalize: 100 } },
        { finalize: 'silent' },
      );
      one.hearAll(first);
      await one.session.finalize();
      await one.until(() => one.results.length > 0);
      assert.equal(one.text(), FIRST);
    });

    it('waits for all channels', async () => {
      const both = wish({ channels: 2, multichannel: true, endpointing: false });
      await start({ wish: both });
      one.hear(await inStereo());
      await one.session.finalize();
      assert.deepEqual(
        one
          .finals()
          .map(({ channel }) => channel)
          .sort(),
        [0, 1],
      );
    });

    it('says nothing behind CloseStream, and has the last words all the same', async () => {
      await start({ wish: wish({ endpointing: false }), limits: { finalize: 60_000 } });
      one.hearAll(first);
      await one.allEnded();
      const isClosed = one.session.close();
      await one.session.finalize();
      await isClosed;
      assert.equal(one.text(), FIRST);
      assert.deepEqual(typesOf(emulator.sockets[0] ?? assert.fail()), ['CloseStream']);
    });

    it('ends the turn of Flux', async () => {
      await start({ wish: FLUX });
      one.hearAll(first);
      await one.session.finalize();
      assert.deepEqual(
        one.finals().map(({ transcript, event, turn }) => [transcript.toLowerCase(), event, turn]),
        [[FIRST, 'EndOfTurn', 0]],
      );
      assert.deepEqual(typesOf(emulator.sockets[0] ?? assert.fail()), ['ForceEndTurn']);
    });

    it('is told by Flux that there is no turn, and does not wait', async () => {
      await start({ wish: FLUX, limits: { finalize: 60_000 } });
      one.hear(silence(500));
      await one.session.finalize();
      assert.equal(one.told('Warning')[0]?.code, 'FORCE_END_TURN_NO_ACTIVE_TURN');
    });

    it('in a container asks for it as well', async () => {
      await start({ wish: wish({ encoding: '', sample_rate: '', endpointing: false }) });
      one.hear(await say(emulator, FIRST));
      await one.session.finalize();
      assert.equal(one.text(), FIRST);
    });
  });

  /** The first sentence on the left, the second one on the right. */
  async function inStereo(): Promise<Buffer> {
    const query = 'encoding=linear16&sample_rate=16000';
    const [left, right] = await Promise.all([say(emulator, FIRST, query), say(emulator, SECOND, query)]);
    return stereoWav(left, right).subarray(WAV_HEADER);
  }

  it('hears each channel for itself', async () => {
    await start({ wish: wish({ channels: 2, multichannel: true }) });
    const audio = await inStereo();
    one.hearAll(Buffer.concat([audio, Buffer.alloc(64_000)]), 1280);
    await one.session.close();
    const said = (channel: number) =>
      one
        .finals()
        .filter((result) => result.channel === channel)
        .map(({ transcript }) => transcript)
        .join(' ');
    assert.deepEqual([said(0), said(1)], [FIRST, SECOND]);
    assert.ok(one.results.every(({ channels }) => channels === 2));
    assertSound(one);
  });

  it('tells who speaks', async () => {
    await start({ wish: wish({ diarize: true }) });
    one.hearAll(Buffer.concat([first, silence(500)]));
    await one.until(() => one.results.length > 0);
    assert.equal(one.results[0]?.speaker, 0);
  });

  it('tells what is no result as an event', async () => {
    await start({ emit: 'utterance', wish: wish({ vad_events: true }, { emit: 'utterance' }) });
    one.hearAll(Buffer.concat([first, silence(1500)]));
    await one.until(() => one.told('UtteranceEnd').length > 0);
    assert.deepEqual(
      one.events.map(({ type }) => type),
      ['open', 'SpeechStarted', 'UtteranceEnd'],
    );
    assert.deepEqual(one.told('open'), [{ request_id: emulator.sockets[0]?.requestId }]);
  });

  it('gives whole utterances, once', async () => {
    await start({ emit: 'utterance', wish: wish({}, { emit: 'utterance' }) }, { utteranceEnd: '-1' });
    one.hearAll(Buffer.concat([first, silence(1500), second, silence(1500)]));
    await one.until(() => one.told('UtteranceEnd').length === 2);
    assert.deepEqual(
      one.results.map(({ transcript, utterance }) => [transcript, utterance]),
      [
        [FIRST, FIRST],
        [SECOND, SECOND],
      ],
    );
    assert.equal(one.told('UtteranceEnd')[0]?.last_word_end, -1);
  });

  it('gives interim results too, each with the utterance so far', async () => {
    await start({ emit: 'all', wish: wish({}, { emit: 'all' }) });
    one.hearAll(Buffer.concat([first, silence(1000)]));
    await one.until(() => one.finals().length > 0);
    const interim = one.results.filter(({ isFinal }) => !isFinal);
    assert.ok(interim.length > 0);
    assert.ok(interim.every(({ transcript, utterance }) => transcript !== '' && FIRST.startsWith(utterance)));
    assert.equal(one.results.at(-1)?.utterance, FIRST);
    assertSound(one);
  });

  describe('to Flux', () => {
    const EAGER = wish({ eager_eot_threshold: 0.4 }, { model: 'flux-general-en' });

    it('gives a result for each turn, and its news as events', async () => {
      await start({ wish: EAGER });
      one.hearAll(Buffer.concat([first, silence(1000), second, silence(1000)]));
      await one.until(() => one.finals().length === 2);
      assert.deepEqual(
        one.results.map(({ transcript, turn, event }) => [transcript.toLowerCase(), turn, event]),
        [
          [FIRST, 0, 'EndOfTurn'],
          [SECOND, 1, 'EndOfTurn'],
        ],
      );
      const types = one.events.map(({ type }) => type);
      for (const type of ['Connected', 'StartOfTurn', 'EagerEndOfTurn', 'EndOfTurn'])
        assert.ok(types.includes(type), type);
      assert.ok(!types.includes('Update') && !types.includes('TurnInfo'));
    });

    it('tells that a turn goes on which was thought to end', async () => {
      await start({ wish: EAGER });
      one.hearAll(Buffer.concat([first, silence(350), second, silence(1000)]));
      await one.until(() => one.finals().length === 1);
      assert.equal(one.told('TurnResumed').length, 1);
      assert.equal(one.text().toLowerCase(), `${FIRST} ${SECOND}`);
    });

    it('gives the turn while it grows', async () => {
      await start({ wish: FLUX, emit: 'all' });
      one.hearAll(Buffer.concat([first, silence(1000)]));
      await one.until(() => one.finals().length === 1);
      assert.ok(one.results.some(({ event, isFinal }) => event === 'Update' && !isFinal));
      assertSound(one);
    });

    for (const emit of ['final', 'utterance', 'all'] as const)
      it(`F34 does not lose the turn that was open when it closes, where ${emit} is to be told`, async () => {
        await start({ wish: FLUX, emit });
        one.hearAll(Buffer.concat([first, silence(1000), second]));
        await one.session.close();
        assert.deepEqual(
          one.finals().map(({ transcript, turn }) => [transcript.toLowerCase(), turn]),
          [
            [FIRST, 0],
            [SECOND, 1],
          ],
        );
        assert.deepEqual(one.told('close'), [{ code: 1005, reason: '' }]);
        assert.equal(one.events.at(-1)?.results, one.results.length, 'the last words come before the end');
      });
  });
});
