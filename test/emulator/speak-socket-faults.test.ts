import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  type Emulator,
  type Fault,
  type RecordedSocket,
  type SocketPoint,
  startEmulator,
} from '../../emulator/server.js';
import { dial, FLUX, refusal, type Said, type Talk, talk } from './speak-socket-support.js';
import { decode, SENTENCE } from './support.js';

describe('a fault of a socket', () => {
  let emulator: Emulator;
  let sound: Buffer;
  before(async () => {
    emulator = await startEmulator();
    const call = await talk(emulator);
    speak(call);
    await call.next('Flushed');
    sound = call.audio();
    call.websocket.close();
  });
  afterEach(() => emulator.clearFaults());
  after(() => emulator.close());

  const speak = ({ say }: Talk, text = SENTENCE): void => {
    say({ type: 'Speak', text });
    say({ type: 'Flush' });
  };
  const heardWell = async (call: Talk): Promise<void> => {
    speak(call);
    await call.next('Flushed');
    assert.deepEqual(call.audio(), sound);
    call.websocket.close();
  };
  /** The record of a socket that has ended. */
  const recordOf = ({ headers }: Talk): Promise<RecordedSocket> =>
    emulator.waitForSocketEnd(({ requestId }) => requestId === headers['dg-request-id']);
  const frames = ({ heard }: Talk): Buffer[] => heard.flatMap((one) => (Buffer.isBuffer(one) ? [one] : []));

  describe('that comes over the handshake', () => {
    it('refuses it with a status, as Deepgram would say it', async () => {
      emulator.fault({ kind: 'socket-refused', status: 429, retryAfter: 3 });
      const { status, headers, body } = await refusal(emulator);
      assert.deepEqual([status, body.err_code], [429, 'Too Many Requests']);
      assert.deepEqual([headers['retry-after'], headers['dg-error']], ['3', 'Please try again later.']);
      assert.equal(headers['dg-request-id'], body.request_id);
      assert.equal(emulator.sockets.at(-1)?.status, 429);
      await heardWell(await talk(emulator));
    });

    it('refuses it in the newer shape as well', async () => {
      emulator.fault({ kind: 'socket-refused', status: 401, body: 'modern' });
      const { headers, body } = await refusal(emulator);
      assert.deepEqual([body.category, headers['dg-error']], ['INVALID_AUTH', body.message]);
    });

    it('refuses it as a proxy would, who knows nothing of dg-error', async () => {
      emulator.fault({ kind: 'socket-refused', status: 502, body: 'html' });
      const websocket = dial(emulator);
      websocket.on('error', () => undefined);
      const [, response] = await once(websocket, 'unexpected-response');
      assert.deepEqual([response.statusCode, response.headers['dg-error']], [502, undefined]);
      websocket.terminate();
    });

    const ends: readonly [fault: Fault, error: RegExp][] = [
      [{ kind: 'socket-cut', at: 'handshake' }, /socket hang up/],
      [{ kind: 'socket-reset', at: 'handshake' }, /ECONNRESET/],
      [{ kind: 'socket-half-open', at: 'handshake' }, /handshake has timed out/],
    ];
    for (const [fault, expected] of ends) {
      it(`is ${fault.kind}: nothing is answered`, async () => {
        emulator.fault(fault);
        const websocket = dial(emulator, { options: { handshakeTimeout: 100 } });
        const [error] = await once(websocket, 'error');
        assert.match(error.message, expected);
        assert.equal(emulator.sockets.at(-1)?.status, undefined);
        await heardWell(await talk(emulator));
      });
    }
  });

  it('closes a socket as soon as it is open, again and again', async () => {
    emulator.fault({ kind: 'socket-close', code: 1013, reason: 'Later.', times: 2 });
    for (let turn = 0; turn < 2; turn += 1) {
      const { closed, types } = await talk(emulator);
      assert.deepEqual(await closed, { code: 1013, reason: 'Later.' });
      assert.deepEqual(types(), []);
    }
    await heardWell(await talk(emulator));
  });

  const codes = [1000, 1001, 1003, 1008, 1009, 1011, 1012, 1013, 4000, 4999];
  for (const code of codes) {
    it(`closes a socket with ${code}`, async () => {
      emulator.fault({ kind: 'socket-close', code, reason: 'As told.', at: 'before Flushed' });
      const call = await talk(emulator);
      speak(call);
      assert.deepEqual(await call.closed, { code, reason: 'As told.' });
      assert.deepEqual(call.types(), ['Metadata']);
      assert.deepEqual(call.audio(), sound);
      const { close } = await recordOf(call);
      assert.deepEqual([close?.by, close?.code, close?.reason], ['server', code, 'As told.']);
    });
  }

  it('closes a socket without a code', async () => {
    emulator.fault({ kind: 'socket-close', code: 1005, at: 'after Metadata' });
    const { closed } = await talk(emulator);
    assert.equal((await closed).code, 1005);
  });

  const points: readonly [at: SocketPoint, understood: string[], answered: string[]][] = [
    ['open', [], []],
    ['after Metadata', [], ['Metadata']],
    ['before Speak', ['Speak'], ['Metadata']],
    ['after Speak', ['Speak'], ['Metadata']],
    ['before Flush', ['Speak', 'Flush'], ['Metadata']],
    ['after Flush', ['Speak', 'Flush'], ['Metadata']],
    ['before Flushed', ['Speak', 'Flush'], ['Metadata']],
    ['after Flushed', ['Speak', 'Flush'], ['Metadata', 'Flushed']],
    ['before Clear', ['Speak', 'Flush', 'Clear'], ['Metadata', 'Flushed']],
    ['after Cleared', ['Speak', 'Flush', 'Clear'], ['Metadata', 'Flushed', 'Cleared']],
    ['before Close', ['Speak', 'Flush', 'Clear', 'Close'], ['Metadata', 'Flushed', 'Cleared']],
  ];
  for (const kind of ['socket-cut', 'socket-reset'] as const) {
    for (const [at, understood, answered] of points) {
      it(`${kind} ${at} ends the connection there, without a close frame`, async () => {
        const met = emulator.fault({ kind, at });
        const call = await talk(emulator);
        speak(call);
        const flushed = await call.next('Flushed').catch(() => undefined);
        if (flushed !== undefined) {
          call.say({ type: 'Clear' });
          if ((await call.next('Cleared').catch(() => undefined)) !== undefined) call.say({ type: 'Close' });
        }
        assert.equal((await call.closed).code, 1006);
        assert.equal(call.wasReset(), kind === 'socket-reset');
        assert.deepEqual(call.types(), answered);
        await met.reached;
        const { close, messages } = await recordOf(call);
        assert.deepEqual([close?.by, close?.code], ['server', 1006]);
        const types = messages.map(({ type }) => type ?? '');
        assert.deepEqual(types.slice(0, understood.length), understood);
        await heardWell(await talk(emulator));
      });
    }
  }

  it('comes after so many bytes of audio, and not one more', async () => {
    emulator.fault({ kind: 'socket-reset', afterBytes: 5001 });
    const call = await talk(emulator);
    speak(call);
    assert.equal((await call.closed).code, 1006);
    assert.deepEqual(call.audio(), sound.subarray(0, 5001));
    const { speeches } = await recordOf(call);
    assert.deepEqual([speeches[0]?.end, speeches[0]?.audio], ['broken', sound.subarray(0, 5001)]);
  });

  it('comes after so many messages of audio', async () => {
    emulator.fault({ kind: 'socket-cut', at: 'after audio', nth: 3 });
    const call = await talk(emulator);
    speak(call);
    await call.closed;
    assert.equal(frames(call).length, 3);
  });

  it('comes before the first audio', async () => {
    emulator.fault({ kind: 'socket-cut', at: 'before audio' });
    const call = await talk(emulator);
    speak(call);
    await call.closed;
    assert.equal(call.audio().length, 0);
  });

  it('comes over a socket that was open before it was given, counted from then', async () => {
    const call = await talk(emulator);
    speak(call);
    await call.next('Flushed');
    emulator.fault({ kind: 'socket-close', code: 1012, at: 'before Flushed', nth: 2 });
    speak(call);
    await call.next('Flushed');
    speak(call);
    assert.equal((await call.closed).code, 1012);
  });

  it('waits for its path', async () => {
    emulator.fault({ kind: 'socket-close', path: FLUX });
    await heardWell(await talk(emulator));
    const { closed } = await talk(emulator, { path: FLUX, query: 'model=flux-haley-en' });
    assert.equal((await closed).code, 1011);
  });

  it('can be taken back', async () => {
    emulator.fault({ kind: 'socket-cut', at: 'before Flush' }).remove();
    await heardWell(await talk(emulator));
  });

  const sent: readonly [name: string, fault: Fault, heard: unknown][] = [
    ['JSON that breaks off', { kind: 'socket-send' }, { type: 'not JSON', text: '{"type":"Warning","descr' }],
    ['an unknown type', { kind: 'socket-send', text: '{"type":"Lullaby"}' }, { type: 'Lullaby' }],
    ['text that is no JSON', { kind: 'socket-send', text: 'Hello?' }, { type: 'not JSON', text: 'Hello?' }],
    ['bytes', { kind: 'socket-send', base64: 'AAEC' }, Buffer.from([0, 1, 2])],
    ['an empty binary message', { kind: 'socket-send', base64: '' }, Buffer.alloc(0)],
    ['a big frame', { kind: 'socket-big-frame', bytes: 3_000_000 }, Buffer.alloc(3_000_000)],
  ];
  for (const [name, fault, expected] of sent) {
    it(`sends ${name} in between, and goes on`, async () => {
      emulator.fault({ ...fault, at: 'after Speak' } as Fault);
      const call = await talk(emulator);
      speak(call);
      await call.next('Flushed');
      assert.deepEqual(call.heard[1], expected);
      assert.deepEqual(Buffer.concat(frames(call)).subarray(-sound.length), sound);
      call.websocket.close();
    });
  }

  it('is a frame that is too big for the client, who closes', async () => {
    emulator.fault({ kind: 'socket-big-frame', bytes: 2_000_000, at: 'after Metadata' });
    const call = await talk(emulator, { options: { maxPayload: 1_000_000 } });
    await call.closed;
    const { close } = await recordOf(call);
    assert.deepEqual([close?.by, close?.code], ['client', 1009]);
  });

  it('reads nothing any more, until it is released', async () => {
    const slow = emulator.fault({ kind: 'socket-slow-reader', at: 'after Metadata' });
    const call = await talk(emulator);
    await slow.reached;
    const pad = 'x'.repeat(1_000_000);
    for (let turn = 0; turn < 20; turn += 1) call.say({ type: 'Clear', pad });
    await new Promise(setImmediate);
    const { messages = [] } = emulator.sockets.at(-1) ?? {};
    assert.equal(messages.length, 0);
    assert.ok(call.websocket.bufferedAmount > 5_000_000);
    slow.release();
    for (let turn = 0; turn < 20; turn += 1) await call.next('Cleared');
    call.websocket.close();
  });

  it('says nothing any more, not even to pings and to close frames', async () => {
    emulator.fault({ kind: 'socket-half-open', at: 'after Speak' });
    const call = await talk(emulator, { closeTimeout: 100 });
    let pongs = 0;
    call.websocket.on('pong', () => (pongs += 1));
    speak(call);
    call.websocket.ping();
    const { requestId } = await emulator.waitForSocket(
      ({ pings, open, messages }) => open && pings === 1 && messages.length === 2,
    );
    assert.equal(requestId, call.headers['dg-request-id']);
    call.websocket.close(1000);
    assert.equal((await call.closed).code, 1006);
    assert.deepEqual([pongs, call.types(), call.audio().length], [0, ['Metadata'], 0]);
  });

  for (const how of ['Close', 'a close frame']) {
    it(`does not close, whatever ${how} says`, async () => {
      emulator.fault({ kind: 'socket-ignore-close' });
      const call = await talk(emulator, { closeTimeout: 100 });
      await call.next('Metadata');
      if (how === 'Close') {
        call.say({ type: 'Close' });
        await emulator.waitForSocket(({ open, messages }) => open && messages[0]?.type === 'Close');
        assert.equal(call.websocket.readyState, call.websocket.OPEN);
      }
      call.websocket.close(1000);
      assert.equal((await call.closed).code, 1006);
    });
  }

  describe('in what is spoken', () => {
    it('is silence: no audio, no Flushed, until it is released', async () => {
      const silence = emulator.fault({ kind: 'speech-silence' });
      const call = await talk(emulator);
      speak(call);
      await silence.reached;
      call.websocket.ping();
      await once(call.websocket, 'pong');
      assert.equal(call.heard.length, 1);
      silence.release();
      await call.next('Flushed');
      assert.deepEqual(call.audio(), sound);
      call.websocket.close();
    });

    it('is silence after so many bytes, which a Clear ends', async () => {
      const silence = emulator.fault({ kind: 'speech-silence', afterBytes: 3000 });
      const call = await talk(emulator);
      speak(call);
      await silence.reached;
      call.say({ type: 'Clear' });
      await call.next('Cleared');
      assert.deepEqual(call.audio(), sound.subarray(0, 3000));
      assert.deepEqual(call.types(), ['Metadata', 'Cleared']);
      call.websocket.close();
    });

    it('is all of the audio, but no Flushed, and the next flush goes on', async () => {
      emulator.fault({ kind: 'speech-no-flushed' });
      const call = await talk(emulator);
      speak(call);
      speak(call, 'And on.');
      assert.equal((await call.next('Flushed')).sequence_id, 1);
      assert.deepEqual(call.types(), ['Metadata', 'Flushed']);
      assert.deepEqual(call.audio().subarray(0, sound.length), sound);
      assert.ok(call.audio().length > sound.length);
      call.websocket.close();
    });

    it('is a late Flushed, so much later', async () => {
      emulator.fault({ kind: 'speech-flushed-late', ms: 60 });
      const call = await talk(emulator);
      speak(call);
      await call.moreAudio();
      const from = performance.now();
      await call.next('Flushed');
      assert.ok(performance.now() - from >= 55);
      call.websocket.close();
    });

    it('is a late Flushed, when it is released, or never when it is cleared before', async () => {
      const late = emulator.fault({ kind: 'speech-flushed-late', times: 2 });
      const call = await talk(emulator);
      speak(call);
      await late.reached;
      call.say({ type: 'Clear' });
      await call.next('Cleared');
      assert.deepEqual(call.types(), ['Metadata', 'Cleared']);
      assert.deepEqual(call.audio(), sound);
      late.release();
      speak(call);
      await call.next('Flushed');
      call.websocket.close();
    });

    it('is an early Flushed, with audio behind it', async () => {
      emulator.fault({ kind: 'speech-flushed-early', frames: 2 });
      const call = await talk(emulator);
      speak(call);
      speak(call, 'Next.');
      await call.next('Flushed');
      await call.next('Flushed');
      const at = call.heard.findIndex((one) => !Buffer.isBuffer(one) && one.type === 'Flushed');
      const before = call.heard.slice(0, at).filter((one) => Buffer.isBuffer(one));
      const behind = call.heard.slice(at + 1, at + 3).filter((one) => Buffer.isBuffer(one));
      assert.deepEqual(Buffer.concat([...before, ...behind]), sound);
      assert.equal(behind.length, 2);
      call.websocket.close();
    });

    it('is audio that goes on behind a Clear', async () => {
      const slow = await startEmulator({ speakStream: { stream: { chunkMs: 20, realTimeFactor: 0.01 } } });
      slow.fault({ kind: 'speech-after-clear', frames: 9 });
      const call = await talk(slow);
      speak(call);
      await call.moreAudio();
      call.say({ type: 'Clear' });
      await call.next('Cleared');
      assert.equal(frames(call).length, 10);
      await slow.close();
    });

    it('is samples that lie across two messages', async () => {
      emulator.fault({ kind: 'speech-half-samples' });
      const call = await talk(emulator);
      speak(call);
      await call.next('Flushed');
      assert.ok(frames(call).filter(({ length }) => length % 2 === 1).length > 5);
      assert.deepEqual(call.audio(), sound);
      call.websocket.close();
    });

    it('is so many bytes a second at most', async () => {
      emulator.fault({ kind: 'speech-slow', bytesPerSecond: 1_000_000 });
      const call = await talk(emulator);
      const from = performance.now();
      speak(call);
      await call.next('Flushed');
      const seconds = (sound.length - (frames(call).at(-1)?.length ?? 0)) / 1_000_000;
      assert.ok(performance.now() - from >= seconds * 1000 - 5);
      assert.deepEqual(call.audio(), sound);
      call.websocket.close();
    });

    it('is a refused flush, as often as it is told to', async () => {
      emulator.fault({ kind: 'speech-excessive-flush', times: 2 });
      const call = await talk(emulator);
      speak(call);
      call.say({ type: 'Flush' });
      call.say({ type: 'Flush' });
      await call.next('Flushed');
      assert.deepEqual(call.types(), ['Metadata', 'Warning', 'Warning', 'Flushed']);
      assert.deepEqual(call.audio(), sound);
      call.websocket.close();
    });

    it('comes with others at the same time', async () => {
      emulator.fault({ kind: 'speech-half-samples', times: Number.POSITIVE_INFINITY });
      emulator.fault({ kind: 'speech-no-flushed' });
      emulator.fault({ kind: 'socket-cut', at: 'after Flushed' });
      const call = await talk(emulator, { query: 'encoding=linear16&sample_rate=16000' });
      speak(call);
      speak(call);
      await call.closed;
      assert.deepEqual(call.types(), ['Metadata', 'Flushed']);
      assert.ok(frames(call).filter(({ length }) => length % 2 === 1).length > 5);
      const { complaints, seconds } = await decode(call.audio(), ['-f', 's16le', '-ar', '16000']);
      assert.ok(complaints === '' && seconds > 4);
    });
  });

  it('comes over the turns of /v2/speak as well', async () => {
    emulator.fault({ kind: 'speech-half-samples' });
    emulator.fault({ kind: 'speech-no-flushed' });
    emulator.fault({ kind: 'speech-flushed-early' });
    emulator.fault({ kind: 'socket-close', at: 'before SessionMetadata' });
    const call = await talk(emulator, { path: FLUX, query: 'model=flux-haley-en' });
    for (const text of ['The first one comes to its end early. ', 'The second one never does. ', 'Third.']) {
      speak(call, text);
    }
    await call.next('SpeechMetadata');
    await call.next('SpeechMetadata');
    const turn = ['SpeechStarted', 'Flushed', 'SpeechMetadata'];
    assert.deepEqual(call.types(), ['Connected', ...turn, 'SpeechStarted', 'Flushed', ...turn]);
    const end = call.heard.findIndex((one) => !Buffer.isBuffer(one) && one.type === 'SpeechMetadata');
    assert.ok(Buffer.isBuffer(call.heard[end + 1]) && !Buffer.isBuffer(call.heard[end + 2]));
    assert.ok(frames(call).some(({ length }) => length % 2 === 1));
    call.say({ type: 'Close' });
    assert.equal((await call.closed).code, 1011);
    assert.notEqual((call.heard.at(-1) as Said).type, 'SessionMetadata');
  });
});
