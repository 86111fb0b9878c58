import assert from 'node:assert/strict';
import { RETRIES, RETRY_EVERY_MS } from '../../emulator/callback/options.js';
import type { CallbackOptions, Emulator } from '../../emulator/server.js';
import { closedPort } from '../helpers/closed-port.js';
import { type Manners, type Receiver, speakTo, startCallingEmulator, startReceiver } from './receiver.js';

describe('a delivery that fails', () => {
  let emulator: Emulator;
  let receiver: Receiver;
  const start = async (manners: Manners, callbacks: CallbackOptions = {}): Promise<void> => {
    receiver = await startReceiver(manners);
    emulator = await startCallingEmulator({ callbacks });
  };
  const outcomes = () => emulator.deliveries.map(({ status, error }) => status ?? error);
  afterEach(() => Promise.all([emulator.close(), receiver.close()]));

  it('is tried again ten times, and then no more', async () => {
    await start({ status: () => 503 });
    const url = `${receiver.url}/hook?job=1`;
    const first = await speakTo(emulator, url);
    await emulator.waitForDelivery(({ attempt }) => attempt === 11);
    const second = await speakTo(emulator, url);
    await emulator.waitForDelivery(({ attempt, requestId }) => attempt === 11 && requestId === second);
    const expected = [first, second].flatMap((id) =>
      Array.from({ length: 11 }, (_, index) => [id, index + 1]),
    );
    assert.deepEqual(
      emulator.deliveries.map(({ requestId, attempt }) => [requestId, attempt]),
      expected,
    );
    assert.ok(emulator.deliveries.every(({ status, ended }) => status === 503 && ended));
    assert.deepEqual([RETRIES, RETRY_EVERY_MS], [10, 30_000]);
  });

  it('is the same request each time', async () => {
    await start({ status: (nth) => (nth < 3 ? 500 : 200) });
    await speakTo(emulator, `${receiver.url.replace('//', '//user:pass@')}/?job=1`, 'callback_method=PUT');
    await emulator.waitForDelivery(({ status }) => status === 200);
    const [first, second, third] = receiver.arrived;
    assert.ok((first?.body.length ?? 0) > 1000);
    assert.deepEqual(second, first);
    assert.deepEqual(third, first);
  });

  it('is tried again so long after the last attempt was over', async () => {
    const slow = (response: { writeHead(status: number): { end(): void } }): void => {
      setTimeout(() => response.writeHead(500).end(), 40);
    };
    await start({ answer: slow }, { retries: 2, retryEveryMs: 60 });
    await speakTo(emulator, receiver.url);
    await emulator.waitForDelivery(({ attempt }) => attempt === 3);
    const [first = 0, second = 0, third = 0] = emulator.deliveries.map(({ at }) => at);
    // Timers and the clock are each a millisecond off at worst.
    assert.ok(second - first >= 97 && third - second >= 97, `${second - first}, ${third - second} ms`);
  });

  for (const [status, others] of [
    [200, 0],
    [204, 0],
    [299, 0],
    [300, 1],
    [302, 1],
    [400, 1],
    [401, 1],
    [404, 1],
    [410, 1],
    [429, 1],
    [500, 1],
  ] as const) {
    it(`${status} is ${others === 0 ? 'a success' : 'not a success'}`, async () => {
      await start({ status: () => status }, { retries: 1 });
      await speakTo(emulator, receiver.url);
      await emulator.waitForDelivery(({ attempt }) => attempt === 1 + others);
      await speakTo(emulator, receiver.url);
      await emulator.waitForDelivery((delivery) => delivery === emulator.deliveries[2 * (1 + others) - 1]);
      assert.deepEqual(outcomes(), Array(2 * (1 + others)).fill(status));
    });
  }

  it('follows no redirect', async () => {
    const elsewhere = await startReceiver();
    const answer: Manners['answer'] = (response) =>
      void response.writeHead(307, { location: elsewhere.url }).end();
    await start({ answer }, { retries: 1 });
    await speakTo(emulator, receiver.url);
    await emulator.waitForDelivery(({ attempt }) => attempt === 2);
    assert.deepEqual(outcomes(), [307, 307]);
    assert.equal(elsewhere.arrived.length, 0);
    await elsewhere.close();
  });

  it('is tried again where nobody listens', async () => {
    await start({}, { retries: 2 });
    await speakTo(emulator, `http://127.0.0.1:${await closedPort()}/`);
    await emulator.waitForDelivery(({ attempt }) => attempt === 3);
    assert.deepEqual(outcomes(), Array(3).fill('ECONNREFUSED'));
  });

  it('is tried again where nobody answers in time', async () => {
    await start({ answer: (response, nth) => nth === 2 && response.end() }, { timeoutMs: 150 });
    await speakTo(emulator, receiver.url);
    await emulator.waitForDelivery(({ status }) => status === 200);
    assert.deepEqual(outcomes(), ['TIMEOUT', 200]);
  });

  it('is tried again where the connection is ended instead of an answer', async () => {
    await start({ answer: (response, nth) => (nth === 1 ? response.destroy() : response.end()) });
    await speakTo(emulator, receiver.url);
    await emulator.waitForDelivery(({ status }) => status === 200);
    assert.deepEqual(outcomes(), ['ECONNRESET', 200]);
  });

  it('is over with the status, even if its answer never ends', async () => {
    await start({ answer: (response) => void response.writeHead(200).write('{') }, { timeoutMs: 150 });
    await speakTo(emulator, receiver.url);
    assert.equal((await emulator.waitForDelivery()).status, 200);
    assert.equal(emulator.deliveries.length, 1);
  });

  for (const status of [200, 413]) {
    it(`${status} counts too when it comes before the body has been read`, async () => {
      await start({ early: true, status: () => status }, { retries: 0 });
      const query = 'encoding=linear16&sample_rate=48000';
      await speakTo(emulator, receiver.url, query);
      assert.equal((await emulator.waitForDelivery()).status, status);
      if (status === 200) assert.equal((await receiver.arrivals(1))[0]?.complete, true);
    });
  }

  it('ends with the emulator: what is on its way, what waits for its time, and who waits for it', async () => {
    await start({ answer: (response, nth) => nth === 1 && response.writeHead(500).end() }, {});
    const patient = await startCallingEmulator({ callbacks: { retryEveryMs: 3_600_000 } });
    await speakTo(patient, receiver.url);
    await patient.waitForDelivery(({ status }) => status === 500);
    await speakTo(emulator, receiver.url);
    await receiver.arrivals(2);
    const held = emulator.fault({ kind: 'callback-late' });
    await speakTo(emulator, receiver.url);
    await held.reached;
    const never = [patient, emulator].map((one) => one.waitForDelivery(({ status }) => status === 200));
    const later = emulator.waitForRequest(({ path }) => path === '/v1/models');
    await Promise.all([patient.close(), emulator.close()]);
    for (const wait of [...never, later]) await assert.rejects(wait, /The emulator was closed/);
    assert.deepEqual(
      emulator.deliveries.map(({ error, ended }) => [error, ended]),
      [['CLOSED', true]],
    );
    assert.equal(receiver.arrived.length, 2);
  });
});
