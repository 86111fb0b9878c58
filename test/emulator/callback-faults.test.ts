import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { Emulator } from '../../emulator/server.js';
import { type Manners, type Receiver, speakTo, startCallingEmulator, startReceiver } from './receiver.js';
import { bytesOf, speak } from './support.js';

describe('a fault of a delivery', () => {
  let emulator: Emulator;
  let receiver: Receiver;
  let sound: Buffer;
  const start = async (manners: Manners = {}): Promise<void> => {
    receiver = await startReceiver(manners);
    emulator = await startCallingEmulator();
    sound = await bytesOf(await speak(emulator));
  };
  const json = () => receiver.arrived.map(({ headers, body }) => [headers['content-type'], body.toString()]);
  afterEach(() => Promise.all([emulator.close(), receiver.close()]));

  it('lets the request pass, and comes over as many deliveries as it is told to', async () => {
    await start();
    emulator.fault({ kind: 'callback-error', times: 2, path: '/v1/speak' });
    emulator.fault({ kind: 'callback-error', path: '/v2/speak' });
    await (await speak(emulator)).arrayBuffer();
    for (let turn = 0; turn < 3; turn += 1) {
      await speakTo(emulator, receiver.url);
      await receiver.arrivals(turn + 1);
    }
    assert.deepEqual(
      receiver.arrived.map(({ headers }) => headers['content-type']),
      ['application/json', 'application/json', 'audio/mpeg'],
    );
  });

  it('late holds the delivery back for a while', async () => {
    await start();
    const late = emulator.fault({ kind: 'callback-late', ms: 60 });
    const from = Date.now();
    await speakTo(emulator, receiver.url);
    await late.reached;
    assert.ok((await emulator.waitForDelivery()).at - from >= 58);
    assert.deepEqual(receiver.arrived[0]?.body, sound);
  });

  it('late holds the delivery back until it is released, so that a later one overtakes it', async () => {
    await start();
    const late = emulator.fault({ kind: 'callback-late' });
    await speakTo(emulator, `${receiver.url}/first`);
    await late.reached;
    await speakTo(emulator, `${receiver.url}/second`);
    await receiver.arrivals(1);
    late.release();
    await receiver.arrivals(2);
    assert.deepEqual(
      receiver.arrived.map(({ target }) => target),
      ['/second', '/first'],
    );
  });

  it('late lets go when all faults are taken back', async () => {
    await start();
    const late = emulator.fault({ kind: 'callback-late' });
    await speakTo(emulator, receiver.url);
    await late.reached;
    emulator.clearFaults();
    await receiver.arrivals(1);
  });

  it('duplicate delivers again after the delivery has been answered', async () => {
    let open = 0;
    let most = 0;
    const answer = (response: ServerResponse): void => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => {
        open -= 1;
        response.end();
      });
    };
    await start({ answer });
    emulator.fault({ kind: 'callback-duplicate', copies: 3 });
    const requestId = await speakTo(emulator, receiver.url);
    await emulator.waitForDelivery(({ attempt }) => attempt === 3);
    assert.equal(most, 1);
    assert.ok(receiver.arrived.every(({ body }) => body.equals(sound)));
    assert.deepEqual(
      emulator.deliveries.map((delivery) => [delivery.requestId, delivery.attempt, delivery.status]),
      [1, 2, 3].map((attempt) => [requestId, attempt, 200]),
    );
  });

  it('duplicate delivers all at the same moment, and all the same, where that is asked for', async () => {
    const open: ServerResponse[] = [];
    const answer = (response: ServerResponse): void => {
      if (open.push(response) === 10) for (const one of open) one.end();
    };
    await start({ answer });
    emulator.fault({ kind: 'callback-duplicate', copies: 10, together: true });
    const callback = receiver.url;
    const body = JSON.stringify({ text: `Nobody has said ${process.hrtime.bigint()} before.` });
    await (await speak(emulator, { query: `callback=${callback}`, body })).json();
    await receiver.arrivals(10);
    await emulator.waitForDelivery(({ attempt }) => attempt === 10);
    assert.equal(new Set(receiver.arrived.map((arrival) => arrival.body.toString('base64'))).size, 1);
  });

  it('duplicate tries each copy again that fails', async () => {
    await start({ status: (nth) => (nth % 2 === 1 ? 503 : 200) });
    emulator.fault({ kind: 'callback-duplicate', copies: 2 });
    await speakTo(emulator, receiver.url);
    await emulator.waitForDelivery(({ attempt }) => attempt === 4);
    assert.deepEqual(
      emulator.deliveries.map(({ status }) => status),
      [503, 200, 503, 200],
    );
  });

  it('early has the delivery answered before the acknowledgement leaves', async () => {
    const asked: unknown[] = [];
    await start({
      answer: (response) => {
        asked.push(emulator.requests.at(-1)?.status);
        response.end();
      },
    });
    emulator.fault({ kind: 'callback-early' });
    const requestId = await speakTo(emulator, receiver.url);
    assert.deepEqual(
      emulator.deliveries.map((delivery) => [delivery.requestId, delivery.status]),
      [[requestId, 200]],
    );
    assert.deepEqual(asked, [undefined]);
    assert.deepEqual(receiver.arrived[0]?.body, sound);
  });

  it('early tries again after the acknowledgement where the delivery failed', async () => {
    const asked: unknown[] = [];
    await start({
      answer: (response, nth) => {
        asked.push(emulator.requests.at(-1)?.status);
        response.writeHead(nth === 1 ? 503 : 200).end();
      },
    });
    emulator.fault({ kind: 'callback-early' });
    await speakTo(emulator, receiver.url);
    await emulator.waitForDelivery(({ status }) => status === 200);
    assert.deepEqual(asked, [undefined, 200]);
  });

  it('error delivers an error instead of the audio', async () => {
    await start();
    emulator.fault({ kind: 'callback-error' });
    emulator.fault({ kind: 'callback-error', code: 'Bad Request', message: 'No.' });
    const first = await speakTo(emulator, receiver.url);
    await receiver.arrivals(1);
    const second = await speakTo(emulator, receiver.url);
    await receiver.arrivals(2);
    assert.deepEqual(json(), [
      [
        'application/json',
        `{"err_code":"EMULATED_FAULT","err_msg":"Emulated fault.","request_id":"${first}"}`,
      ],
      ['application/json', `{"err_code":"Bad Request","err_msg":"No.","request_id":"${second}"}`],
    ]);
    assert.equal(receiver.arrived[0]?.headers['content-length'], String(receiver.arrived[0]?.body.length));
  });

  it('garbage delivers JSON that breaks off, under whatever name', async () => {
    await start();
    emulator.fault({ kind: 'callback-garbage' });
    emulator.fault({ kind: 'callback-garbage', contentType: 'audio/mpeg' });
    const first = await speakTo(emulator, receiver.url);
    await receiver.arrivals(1);
    const second = await speakTo(emulator, receiver.url);
    await receiver.arrivals(2);
    assert.deepEqual(json(), [
      ['application/json', `{"request_id":"${first}","meta`],
      ['audio/mpeg', `{"request_id":"${second}","meta`],
    ]);
  });

  it('lost delivers nothing', async () => {
    await start();
    const lost = emulator.fault({ kind: 'callback-lost' });
    await speakTo(emulator, `${receiver.url}/lost`);
    await lost.reached;
    await speakTo(emulator, `${receiver.url}/found`);
    await receiver.arrivals(1);
    assert.equal(emulator.accepted.length, 2);
    assert.deepEqual(
      emulator.deliveries.map(({ url }) => url),
      [`${receiver.url}/found`],
    );
  });

  for (const [afterBytes, attempts] of [
    [0, 1],
    [1001, 2],
    [10_000_000, 1],
  ] as const) {
    it(`cut ends the connection after ${afterBytes} bytes at most, ${attempts} times, then tries again`, async () => {
      await start();
      emulator.fault({ kind: 'callback-cut', afterBytes, attempts });
      await speakTo(emulator, receiver.url);
      const last = await emulator.waitForDelivery(({ status }) => status === 200);
      assert.equal(last.attempt, attempts + 1);
      await receiver.arrivals(attempts + 1);
      const broken = receiver.arrived.filter(({ complete }) => !complete);
      assert.deepEqual(
        broken.map(({ body }) => body),
        Array(attempts).fill(sound.subarray(0, afterBytes)),
      );
      assert.deepEqual(receiver.arrived.find(({ complete }) => complete)?.body, sound);
      assert.deepEqual(
        emulator.deliveries.map(({ status, error }) => status ?? error),
        [...Array(attempts).fill('CUT'), 200],
      );
    });
  }

  it('comes by the control route as well', async () => {
    await start();
    const post = (fault: object) =>
      fetch(`${emulator.url}/emulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
    assert.equal((await post({ kind: 'callback-duplicate', copies: 2, together: true })).status, 201);
    await speakTo(emulator, receiver.url);
    await receiver.arrivals(2);
    for (const wrong of [
      { kind: 'callback-duplicate' },
      { kind: 'callback-duplicate', copies: 0 },
      { kind: 'callback-late', ms: -1 },
      { kind: 'callback-early', ms: 1 },
      { kind: 'callback-garbage', contentType: 1 },
      { kind: 'callback-cut', attempts: 1 },
    ]) {
      assert.equal((await post(wrong)).status, 400, JSON.stringify(wrong));
    }
  });
});
