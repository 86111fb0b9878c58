import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import {
  finalsIn,
  hearAll,
  openLive,
  RAW,
  resultsIn,
  said,
  sayRaw,
  sendAudio,
  silence,
  TURNS,
  transcriptIn,
} from './listen-socket-support.js';
import { dial, refusal } from './speak-socket-support.js';
import { SENTENCE } from './support.js';

const PLAIN = 'the kettle is on and the cat has been fed';

describe('faults of a listen socket', () => {
  let emulator: Emulator;
  let audio: Buffer;
  before(async () => {
    emulator = await startEmulator();
    audio = Buffer.concat([await sayRaw(emulator, SENTENCE), silence(1)]);
  });
  afterEach(() => emulator.clearFaults());
  after(() => emulator.close());

  it('refuse its handshake', async () => {
    emulator.fault({ kind: 'socket-refused', status: 429, path: '/v1/listen' });
    const { status, body } = await refusal(emulator, { path: '/v1/listen' });
    assert.deepEqual([status, body.err_code], [429, 'TOO_MANY_REQUESTS']);
  });

  for (const kind of ['socket-cut', 'socket-reset'] as const) {
    it(`end it within the audio: ${kind}`, async () => {
      const fault = emulator.fault({ kind, afterBytes: 20_000 });
      const live = await openLive(emulator);
      sendAudio(live, audio);
      await fault.reached;
      assert.equal((await live.closed).code, 1006);
      const { received, close } = await emulator.waitForSocketEnd(
        ({ requestId }) => requestId === live.headers['dg-request-id'],
      );
      assert.equal(close?.by, 'server');
      assert.ok(received.bytes >= 20_000 && received.bytes < audio.length + 1);
    });
  }

  it('close it after so many results', async () => {
    emulator.fault({ kind: 'socket-close', code: 1012, reason: 'restart', at: 'after Results', nth: 2 });
    const live = await openLive(emulator, `${RAW}&interim_results=true`);
    sendAudio(live, audio);
    assert.deepEqual(await live.closed, { code: 1012, reason: 'restart' });
    assert.equal(resultsIn(said(live)).length, 2);
  });

  it('close it instead of what follows a Finalize', async () => {
    emulator.fault({ kind: 'socket-close', code: 1011, at: 'after Finalize' });
    const live = await openLive(emulator, `${RAW}&endpointing=false`);
    sendAudio(live, audio);
    live.say({ type: 'Finalize' });
    assert.equal((await live.closed).code, 1011);
  });

  it('send what is no JSON, what nobody knows, and audio, between results', async () => {
    emulator.fault({ kind: 'socket-send', at: 'before Results' });
    emulator.fault({ kind: 'socket-send', text: '{"type":"Novelty"}', at: 'before Results' });
    emulator.fault({ kind: 'socket-send', base64: 'AAAA', at: 'before Results' });
    const live = await openLive(emulator);
    sendAudio(live, audio);
    live.say({ type: 'CloseStream' });
    await live.closed;
    const [broken, novelty, binary] = live.heard;
    assert.ok(!Buffer.isBuffer(broken) && broken?.type === 'not JSON');
    assert.ok(!Buffer.isBuffer(novelty) && novelty?.type === 'Novelty');
    assert.deepEqual(binary, Buffer.alloc(3));
    assert.equal(transcriptIn(said(live)), PLAIN);
  });

  it('let it vanish: it takes audio, says nothing and answers no ping', async () => {
    const fault = emulator.fault({ kind: 'socket-half-open', afterBytes: 1000 });
    const live = await openLive(emulator);
    sendAudio(live, audio);
    live.websocket.ping();
    await fault.reached;
    const { requestId } = emulator.sockets.at(-1) ?? assert.fail();
    await emulator.waitForSocket((one) => one.requestId === requestId && one.received.bytes === audio.length);
    assert.deepEqual(live.heard, []);
    live.websocket.terminate();
  });

  it('have it read nothing until it is released', async () => {
    const fault = emulator.fault({ kind: 'socket-slow-reader' });
    const live = await openLive(emulator);
    await fault.reached;
    sendAudio(live, Buffer.concat([audio, silence(120)]), 64_000);
    assert.ok((emulator.sockets.at(-1)?.received.bytes ?? 0) < audio.length);
    fault.release();
    live.say({ type: 'CloseStream' });
    await live.closed;
    assert.equal(transcriptIn(said(live)), PLAIN);
  });

  it('leave from_finalize out', async () => {
    emulator.fault({ kind: 'listen-no-finalized' });
    const live = await openLive(emulator);
    sendAudio(live, silence(1));
    live.say({ type: 'Finalize' });
    assert.equal((await live.next('Results')).from_finalize, false);
    sendAudio(live, silence(1));
    live.say({ type: 'Finalize' });
    assert.equal((await live.next('Results')).from_finalize, true);
  });

  it('hold a message back, and all behind it', async () => {
    const fault = emulator.fault({ kind: 'listen-late' });
    const live = await openLive(emulator);
    sendAudio(live, audio);
    live.say({ type: 'CloseStream' });
    await fault.reached;
    assert.deepEqual(live.heard, []);
    fault.release();
    await live.closed;
    assert.equal(transcriptIn(said(live)), PLAIN);
  });

  it('hold each result back for a while', async () => {
    emulator.fault({ kind: 'listen-late', ms: 50, times: Number.POSITIVE_INFINITY });
    const before = performance.now();
    const { messages } = await hearAll(emulator, audio, `${RAW}&interim_results=true`);
    assert.ok(performance.now() - before > 45 * messages.length);
    assert.equal(transcriptIn(messages), PLAIN);
  });

  it('let it say nothing any more after so many results, but read on', async () => {
    const fault = emulator.fault({ kind: 'listen-silence', afterResults: 1 });
    const live = await openLive(emulator, `${RAW}&interim_results=true`);
    sendAudio(live, audio);
    live.say({ type: 'CloseStream' });
    await fault.reached;
    live.websocket.ping();
    await new Promise((resolve) => live.websocket.once('pong', resolve));
    assert.equal(live.heard.length, 1);
    assert.equal(emulator.sockets.at(-1)?.received.bytes, audio.length);
    live.websocket.terminate();
  });

  it('leave a CloseStream without an answer', async () => {
    const fault = emulator.fault({ kind: 'listen-no-end' });
    const live = await openLive(emulator, `${RAW}&endpointing=false`);
    sendAudio(live, audio);
    live.say({ type: 'CloseStream' });
    await fault.reached;
    live.websocket.close(1000);
    await live.closed;
    assert.ok(!live.types().includes('Metadata'));
  });

  it('let it not close: neither by itself nor for its client', async () => {
    emulator.fault({ kind: 'socket-ignore-close' });
    const live = await openLive(emulator);
    live.say({ type: 'CloseStream' });
    await live.next('Metadata');
    live.websocket.close(1000);
    assert.equal(live.websocket.readyState, live.websocket.CLOSING);
    live.websocket.terminate();
    await live.closed;
  });

  it('end it with an Error', async () => {
    emulator.fault({ kind: 'listen-error', code: 'BOOM', description: 'Something broke.' });
    const { messages, closed } = await hearAll(emulator, audio);
    assert.deepEqual(messages, [
      { type: 'Error', variant: 'BOOM', description: 'Something broke.', message: 'Something broke.' },
    ]);
    assert.deepEqual(closed, { code: 1011, reason: 'BOOM: Something broke.' });
  });

  it('end a stream of Flux with its fatal Error', async () => {
    emulator.fault({ kind: 'listen-error', code: 'INTERNAL_SERVER_ERROR', description: 'Something broke.' });
    const { messages, closed } = await hearAll(emulator, audio, `${RAW}&model=flux-general-en`, TURNS);
    const last = messages.at(-1);
    assert.deepEqual(
      [last?.type, last?.code, last?.description],
      ['Error', 'INTERNAL_SERVER_ERROR', 'Something broke.'],
    );
    assert.equal(closed.code, 1011);
  });

  for (const [path, model] of [
    ['/v1/listen', 'nova-3'],
    [TURNS, 'flux-general-en'],
  ] as const) {
    it(`let a Configure fail on ${path}`, async () => {
      emulator.fault({ kind: 'listen-configure-failure', code: 'NO', description: 'Not now.' });
      const live = await openLive(emulator, `${RAW}&model=${model}`, path);
      live.say({ type: 'Configure' });
      const { code, description } = await live.next('ConfigureFailure');
      assert.deepEqual([code, description], ['NO', 'Not now.']);
      live.say({ type: 'Configure' });
      await live.next('ConfigureSuccess');
      live.websocket.terminate();
    });
  }

  it('come by HTTP as well, and are counted', async () => {
    const response = await fetch(`${emulator.url}/emulator/faults`, {
      method: 'POST',
      body: '{"kind":"listen-silence","afterResults":0,"path":"/v1/listen","times":"forever"}',
    });
    assert.equal(response.status, 201);
    const wrong = await fetch(`${emulator.url}/emulator/faults`, {
      method: 'POST',
      body: '{"kind":"listen-late","ms":-1}',
    });
    assert.equal(wrong.status, 400);
    const live = await openLive(emulator);
    sendAudio(live, silence(6));
    live.say({ type: 'CloseStream' });
    await emulator.waitForSocket(({ messages }) => messages.at(-1)?.type === 'CloseStream');
    emulator.clearFaults();
    await live.closed;
    assert.equal(finalsIn(said(live)).length, 2);
    const sockets = await (await fetch(`${emulator.url}/emulator/sockets`)).json();
    const last = (sockets as { received: { bytes: number; audio?: unknown } }[]).at(-1);
    assert.deepEqual([last?.received.bytes, last?.received.audio], [192_000, undefined]);
  });

  it('cut it before it is open', async () => {
    emulator.fault({ kind: 'socket-cut', at: 'handshake' });
    const websocket = dial(emulator, { path: '/v1/listen' });
    const error = await new Promise<Error>((resolve) => websocket.once('error', resolve));
    assert.match(error.message, /socket hang up/);
  });
});
