import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type Emulator, type RecordedSocket, startEmulator } from '../../emulator/server.js';
import { FLUX, refusal, talk } from './speak-socket-support.js';
import { SENTENCE } from './support.js';

describe('the record of sockets', () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => emulator.close());

  it('has who came, what was said, what was sent, and how it ended', async () => {
    const from = Date.now();
    const query = 'model=aura-2-thalia-en&encoding=mulaw';
    const call = await talk(emulator, { query });
    await call.next('Metadata');
    assert.equal(emulator.openSockets(), 1);
    call.say({ type: 'Speak', text: SENTENCE });
    call.say({ type: 'Flush' });
    await call.next('Flushed');
    call.websocket.send(Buffer.from([1, 2, 3]));
    await call.closed;
    const socket = await emulator.waitForSocketEnd();
    assert.equal(emulator.openSockets(), 0);
    assert.deepEqual([socket.path, socket.query.toString(), socket.status], ['/v1/speak', query, 101]);
    assert.equal(socket.headers.authorization, `Token ${emulator.key}`);
    assert.equal(socket.requestId, call.headers['dg-request-id']);
    assert.equal(socket.open, false);
    assert.deepEqual(
      socket.messages.map(({ type, bytes, binary, text, json }) => ({ type, bytes, binary, text, json })),
      [
        {
          type: 'Speak',
          bytes: JSON.stringify({ type: 'Speak', text: SENTENCE }).length,
          binary: false,
          text: JSON.stringify({ type: 'Speak', text: SENTENCE }),
          json: { type: 'Speak', text: SENTENCE },
        },
        { type: 'Flush', bytes: 16, binary: false, text: '{"type":"Flush"}', json: { type: 'Flush' } },
        { type: undefined, bytes: 3, binary: true, text: '', json: undefined },
      ],
    );
    assert.deepEqual(
      socket.sent.map(({ type, json }) => [type, json.sequence_id]),
      [
        ['Metadata', undefined],
        ['Flushed', 0],
      ],
    );
    const [speech] = socket.speeches;
    const audio = call.audio();
    assert.deepEqual([speech?.text, speech?.bytes, speech?.end], [SENTENCE, audio.length, 'complete']);
    assert.deepEqual(speech?.audio, audio);
    assert.equal(speech?.sha256, createHash('sha256').update(audio).digest('hex'));
    assert.deepEqual([socket.close?.by, socket.close?.code], ['server', 1003]);
    assert.match(String(socket.close?.reason), /^MESSAGE-0000/);
    for (const at of [socket.at, socket.messages[0]?.at ?? 0, speech?.at ?? 0, socket.close?.at ?? 0])
      assert.ok(at >= from && at <= Date.now());
    assert.equal(emulator.requests.length, 0);
  });

  it('has the refused ones too', async () => {
    await refusal(emulator, { authorization: null });
    const socket = await emulator.waitForSocket();
    assert.deepEqual([socket.status, socket.open, socket.messages.length], [401, false, 0]);
    assert.equal(emulator.openSockets(), 0);
  });

  it('can be waited for, whatever happens to a socket', async () => {
    const opened = emulator.waitForSocket();
    const spoken = emulator.waitForSocket(({ speeches }) => speeches[0]?.end === 'complete');
    const cleared = emulator.waitForSocket(({ sent }) => sent.some(({ type }) => type === 'Cleared'));
    const ended = emulator.waitForSocketEnd(({ path }) => path === '/v1/speak');
    const call = await talk(emulator);
    assert.equal((await opened).open, true);
    call.say({ type: 'Speak', text: 'One.' });
    call.say({ type: 'Flush' });
    assert.equal((await spoken).speeches.length, 1);
    call.say({ type: 'Clear' });
    await cleared;
    call.say({ type: 'Close' });
    assert.equal((await ended).close?.code, 1000);
  });

  it('counts audio but does not keep it where it is told to', async () => {
    const forgetful = await startEmulator({ sockets: { keepAudio: false } });
    const call = await talk(forgetful);
    call.say({ type: 'Speak', text: 'One.' });
    call.say({ type: 'Flush' });
    await call.next('Flushed');
    const [speech] = forgetful.sockets[0]?.speeches ?? [];
    assert.deepEqual([speech?.bytes, speech?.audio.length, speech?.sha256], [call.audio().length, 0, '']);
    await forgetful.close();
  });

  it('is shown without real keys', async () => {
    await refusal(emulator, { authorization: 'Token a-real-key' });
    await refusal(emulator, { authorization: null, protocols: ['token', 'a-real-key'] });
    const call = await talk(emulator);
    call.say({ type: 'Speak', text: 'One.' });
    call.say({ type: 'Flush' });
    await call.next('Flushed');
    const response = await fetch(`${emulator.url}/emulator/sockets`);
    const shown = await response.text();
    assert.doesNotMatch(shown, /a-real-key/);
    const [first, second, third] = JSON.parse(shown) as RecordedSocket[];
    assert.deepEqual([first?.status, second?.status, third?.status], [401, 401, 101]);
    assert.equal(third?.speeches[0]?.sha256, emulator.sockets[2]?.speeches[0]?.sha256);
    assert.equal(third?.speeches[0]?.bytes, call.audio().length);
    assert.equal('audio' in (third?.speeches[0] ?? {}), false);
  });

  it('ends with the emulator, which ends all sockets and waits', async () => {
    const silence = emulator.fault({ kind: 'speech-silence' });
    const half = emulator.fault({ kind: 'socket-half-open', path: FLUX });
    const silent = await talk(emulator);
    silent.say({ type: 'Speak', text: SENTENCE });
    silent.say({ type: 'Flush' });
    await silence.reached;
    const open = await talk(emulator, { path: FLUX, query: 'model=flux-haley-en' });
    await half.reached;
    const busy = await talk(emulator);
    busy.say({ type: 'Speak', text: 'This goes on for quite a while. '.repeat(60) });
    busy.say({ type: 'Flush' });
    const never = assert.rejects(emulator.waitForSocket(({ path }) => path === '/never'));
    await emulator.close();
    await never;
    const closed = await Promise.all([silent, open, busy].map((call) => call.closed));
    assert.deepEqual(new Set(closed.map(({ code }) => code)), new Set([1006]));
    assert.equal(emulator.openSockets(), 0);
    assert.equal(emulator.openConnections(), 0);
  });

  describe('and faults by HTTP', () => {
    const post = (fault: object): Promise<Response> =>
      fetch(`${emulator.url}/emulator/faults`, { method: 'POST', body: JSON.stringify(fault) });

    const faults = [
      { kind: 'socket-refused', status: 503, body: 'html', retryAfter: 1 },
      { kind: 'socket-cut', at: 'before Flushed', nth: 2, times: 3 },
      { kind: 'socket-reset', afterBytes: 100, path: '/v1/speak' },
      { kind: 'socket-close', code: 4321, reason: 'So.', at: 'handshake' },
      { kind: 'socket-close', code: 1005, times: 'forever' },
      { kind: 'socket-half-open', at: 'open' },
      { kind: 'socket-slow-reader', at: 'after Metadata' },
      { kind: 'socket-send', text: 'x' },
      { kind: 'socket-send', base64: 'AA==' },
      { kind: 'socket-big-frame', bytes: 5 },
      { kind: 'socket-ignore-close' },
      { kind: 'speech-silence', afterBytes: 0 },
      { kind: 'speech-no-flushed' },
      { kind: 'speech-flushed-late', ms: 5 },
      { kind: 'speech-flushed-early', frames: 1 },
      { kind: 'speech-after-clear', frames: 0 },
      { kind: 'speech-half-samples' },
      { kind: 'speech-slow', bytesPerSecond: 1 },
      { kind: 'speech-excessive-flush' },
    ];
    for (const fault of faults) {
      it(`take ${JSON.stringify(fault)}`, async () => {
        const response = await post(fault);
        assert.equal(response.status, 201, await response.text());
      });
    }

    const wrong = [
      { kind: 'socket-refused' },
      { kind: 'socket-refused', status: 200 },
      { kind: 'socket-cut', at: 'during Flush' },
      { kind: 'socket-cut', at: 'before' },
      { kind: 'socket-cut', nth: 0 },
      { kind: 'socket-reset', afterBytes: 0 },
      { kind: 'socket-close', code: 1006 },
      { kind: 'socket-close', code: 999 },
      { kind: 'socket-close', code: 2000 },
      { kind: 'socket-big-frame' },
      { kind: 'speech-slow', bytesPerSecond: 0 },
      { kind: 'speech-excessive-flush', at: 'open' },
    ];
    for (const fault of wrong) {
      it(`refuse ${JSON.stringify(fault)}`, async () => {
        const response = await post(fault);
        assert.equal(response.status, 400);
        assert.ok(((await response.json()) as { error: string }).error.length > 10);
      });
    }

    it('come over the next socket', async () => {
      await (await post({ kind: 'socket-close', code: 1001 })).arrayBuffer();
      const { closed } = await talk(emulator);
      assert.equal((await closed).code, 1001);
    });
  });
});
