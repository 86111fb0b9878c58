import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { openLive, RAW, said, sendAudio, silence, TURNS } from './listen-socket-support.js';

const IDLE =
  'Deepgram did not receive audio data or a text message within the timeout window. See https://dpgr.am/net0001';

/** Ten seconds are a tenth of one. */
const SPEED = 100;

describe('a listen socket', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator({ sockets: { clock: { speed: SPEED } } });
  });
  after(() => emulator.close());

  it('is closed when no audio comes within ten seconds', async () => {
    const live = await openLive(emulator);
    const before = performance.now();
    assert.deepEqual(await live.closed, { code: 1011, reason: IDLE });
    assert.ok(performance.now() - before > 90);
    assert.deepEqual(said(live), []);
  });

  it('is closed when it gets KeepAlives only', async () => {
    const live = await openLive(emulator);
    const timer = setInterval(() => live.say({ type: 'KeepAlive' }), 20);
    const { code, reason } = await live.closed;
    clearInterval(timer);
    assert.deepEqual([code, reason], [1011, IDLE]);
    const { messages, at = 0, close } = emulator.sockets.at(-1) ?? assert.fail();
    assert.ok(messages.length >= 3 && (close?.at ?? 0) - at < 200);
  });

  it('is closed as the self-hosted ones do it where it is told to', async () => {
    const hosted = await startEmulator({
      sockets: { clock: { speed: SPEED } },
      listenStream: { firstAudio: 'NET-0002' },
    });
    try {
      const live = await openLive(hosted);
      const timer = setInterval(() => live.say({ type: 'KeepAlive' }), 20);
      assert.deepEqual(await live.closed, { code: 1011, reason: 'no_audio_timeout (NET-0002)' });
      clearInterval(timer);
    } finally {
      await hosted.close();
    }
  });

  it('stays open with a KeepAlive now and then, once there was audio', async () => {
    const live = await openLive(emulator);
    sendAudio(live, silence(0.1));
    const { requestId } = emulator.sockets.at(-1) ?? assert.fail();
    const timer = setInterval(() => live.say({ type: 'KeepAlive' }), 40);
    await emulator.waitForSocket((one) => one.requestId === requestId && one.messages.length === 10);
    clearInterval(timer);
    assert.equal(live.websocket.readyState, live.websocket.OPEN);
    assert.deepEqual(await live.closed, { code: 1011, reason: IDLE });
    const { messages } = emulator.sockets.at(-1) ?? assert.fail();
    assert.equal(messages.filter(({ type }) => type === 'KeepAlive').length, 10);
  });

  it('is not kept open by pings', async () => {
    const live = await openLive(emulator);
    sendAudio(live, silence(0.1));
    const timer = setInterval(() => live.websocket.ping(), 20);
    const { reason } = await live.closed;
    clearInterval(timer);
    assert.equal(reason, IDLE);
    assert.ok((emulator.sockets.at(-1)?.pings ?? 0) >= 3);
  });

  it('is closed by an empty message of audio, like by CloseStream', async () => {
    const live = await openLive(emulator);
    sendAudio(live, silence(1));
    live.websocket.send(Buffer.alloc(0));
    sendAudio(live, silence(1));
    assert.equal((await live.closed).code, 1000);
    assert.equal(said(live).at(-1)?.type, 'Metadata');
    assert.equal(said(live).at(-1)?.duration, 1);
    assert.equal(emulator.sockets.at(-1)?.received.empty, 1);
  });

  it('falls silent, then closes with NET-0000, when it gets too many keyterms', async () => {
    const live = await openLive(emulator, `${RAW}&model=nova-3`);
    live.say({ type: 'Configure', keyterms: Array.from({ length: 600 }, (_, at) => `word${at}`) });
    const timer = setInterval(() => sendAudio(live, silence(1)), 20);
    const { code, reason } = await live.closed;
    clearInterval(timer);
    assert.equal(code, 1011);
    assert.match(reason, /^Deepgram did not provide a response message within the timeout window/);
    assert.deepEqual(said(live), []);
  });

  it('ends with the close frame of its client', async () => {
    const live = await openLive(emulator);
    sendAudio(live, silence(1));
    live.websocket.close(1000);
    await live.closed;
    const { close } = await emulator.waitForSocketEnd(
      ({ requestId }) => requestId === live.headers['dg-request-id'],
    );
    assert.deepEqual([close?.by, close?.code], ['client', 1000]);
  });

  it('of Flux says why it is closed', async () => {
    const live = await openLive(emulator, `${RAW}&model=flux-general-en`, TURNS);
    const { code, reason } = await live.closed;
    assert.deepEqual([code, reason], [1011, IDLE]);
    assert.deepEqual(said(live).at(-1), {
      type: 'Error',
      sequence_id: 1,
      code: 'NET-0001',
      description: IDLE,
    });
  });
});
