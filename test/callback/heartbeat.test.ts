import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { createHeartbeat } from '../../src/callback/heartbeat.js';
import { type SocketServer, startSocketServer } from '../helpers/socket-server.js';

const PERIOD_MS = 40;

describe('the heartbeat of sockets that deliver', () => {
  let server: SocketServer;
  before(async () => {
    server = await startSocketServer();
  });
  after(() => server.close());

  /** A socket, and its other end, which is watched. @param autoPong - false: it answers no ping */
  async function open(autoPong: boolean) {
    const far = new WebSocket(server.url.replace('http', 'ws'), { autoPong });
    const near = await server.next();
    if (far.readyState !== far.OPEN) await once(far, 'open');
    return { far, near };
  }

  it('F46 ends one whose other side has vanished, in two periods', async () => {
    const { watch } = createHeartbeat(PERIOD_MS);
    const { far, near } = await open(false);
    let pings = 0;
    far.on('ping', () => (pings += 1));
    const begun = performance.now();
    const unwatch = watch(near);
    const [code] = (await once(near, 'close')) as [number];
    assert.deepEqual([code, pings], [1006, 1]);
    assert.ok(performance.now() - begun < PERIOD_MS * 50, 'soon, as far as a busy machine lets it');
    unwatch();
  });

  it('keeps one that answers, or that says anything at all', async () => {
    // Both ends live in this process: with a short period, a busy machine's pause would be an answer that is missing.
    const { watch } = createHeartbeat(PERIOD_MS * 10);
    const answering = await open(true);
    const talking = await open(false);
    let pings = 0;
    const enough = new Promise<void>((resolve) => {
      talking.far.on('ping', () => {
        talking.far.send('{}');
        pings += 1;
        if (pings === 3) resolve();
      });
    });
    const unwatch = [watch(answering.near), watch(talking.near)];
    await enough;
    assert.deepEqual([answering.near.readyState, talking.near.readyState], [WebSocket.OPEN, WebSocket.OPEN]);
    for (const leave of unwatch) leave();
    for (const { far } of [answering, talking]) far.terminate();
  });

  it('is patient with one that is not read', async () => {
    const { watch } = createHeartbeat(PERIOD_MS);
    const paused = await open(false);
    const answering = await open(true);
    paused.near.pause();
    let pings = 0;
    const enough = new Promise<void>((resolve) => {
      answering.far.on('ping', () => {
        pings += 1;
        if (pings === 5) resolve();
      });
    });
    const unwatch = [watch(paused.near), watch(answering.near)];
    await enough;
    assert.equal(paused.near.readyState, WebSocket.OPEN);
    const closed = once(paused.near, 'close');
    paused.near.resume();
    await closed;
    for (const leave of unwatch) leave();
    answering.far.terminate();
  });

  it('gives one that is read again as long as any other to answer', async () => {
    const { watch } = createHeartbeat(PERIOD_MS);
    const paused = await open(false);
    const answering = await open(true);
    const unwatch = [watch(paused.near), watch(answering.near)];
    await once(paused.far, 'ping');
    paused.near.pause();
    await once(answering.far, 'ping');
    await once(answering.far, 'ping');
    const pinged = once(paused.far, 'ping').then(() => 'pinged');
    const closed = once(paused.far, 'close').then(() => 'closed');
    paused.near.resume();
    assert.equal(await Promise.race([pinged, closed]), 'pinged');
    for (const leave of unwatch) leave();
    for (const { far } of [paused, answering]) far.terminate();
  });
});
