import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { selfSigned } from '../helpers/certificate.js';
import { decode } from '../helpers/ffmpeg.js';
import { type Receiver, speakTo, startCallingEmulator, startReceiver } from './receiver.js';
import { bytesOf, speak } from './support.js';

describe('a delivery', () => {
  let emulator: Emulator;
  let receiver: Receiver;
  beforeEach(async () => {
    emulator = await startCallingEmulator();
    receiver = await startReceiver();
  });
  afterEach(() => Promise.all([emulator.close(), receiver.close()]));

  const formats: readonly [query: string, extension: string, options: readonly string[]][] = [
    ['encoding=mp3', 'mp3', []],
    ['encoding=linear16', 'wav', []],
    ['encoding=opus', 'ogg', []],
    ['encoding=mulaw&container=none', 'raw', ['-f', 'mulaw', '-ar', '8000', '-ac', '1']],
  ];
  for (const [query, extension, options] of formats) {
    it(`brings what the synchronous answer brings, as bytes, for ${query}`, async () => {
      const answer = await speak(emulator, { query });
      const expected = await bytesOf(answer);
      await speakTo(emulator, `${receiver.url}/hook`, query);
      const [arrival] = await receiver.arrivals(1);
      assert.equal(arrival?.headers['content-type'], answer.headers.get('content-type'));
      assert.deepEqual(arrival?.body, expected);
      const { samples, complaints } = await decode(arrival.body, extension, 16000, options);
      assert.equal(complaints, '');
      assert.ok(samples.length > 16000 * 2);
    });
  }

  it('brings audio that was never asked for before, from v2 too', async () => {
    const query = `model=flux-kit-en&encoding=flac&callback=${receiver.url}`;
    const body = JSON.stringify({ text: `It is ${process.hrtime.bigint()}.` });
    await (await speak(emulator, { path: '/v2/speak', query, body })).json();
    const [arrival] = await receiver.arrivals(1);
    assert.equal(arrival?.headers['content-type'], 'audio/flac');
    assert.equal((await decode(arrival.body, 'flac', 16000)).complaints, '');
  });

  it('is a POST to the address as it is, query and all, without the fragment', async () => {
    await speakTo(emulator, `${receiver.url}/hook%20s?job=a%2Bb%3D&x=1&x=2#part`);
    const [arrival] = await receiver.arrivals(1);
    assert.deepEqual([arrival?.method, arrival?.target], ['POST', '/hook%20s?job=a%2Bb%3D&x=1&x=2']);
  });

  it('is a PUT where that is asked for', async () => {
    await speakTo(emulator, `${receiver.url}/bucket/a.mp3`, 'callback_method=PUT');
    const [arrival] = await receiver.arrivals(1);
    assert.deepEqual([arrival?.method, arrival?.target], ['PUT', '/bucket/a.mp3']);
    assert.equal((await emulator.waitForDelivery()).method, 'PUT');
  });

  it('says nothing in its headers but what it must', async () => {
    await speakTo(emulator, receiver.url);
    const [arrival] = await receiver.arrivals(1);
    const names = Object.keys(arrival?.headers ?? {}).sort();
    assert.deepEqual(names, ['connection', 'content-type', 'host', 'transfer-encoding']);
  });

  const credentials: readonly [address: string, expected: string][] = [
    ['user:pass', 'user:pass'],
    ['us%40er:p%3A%C3%A4%20s%2Fs%25', 'us@er:p:ä s/s%'],
    ['user', 'user:'],
    [':pass', ':pass'],
  ];
  for (const [address, expected] of credentials) {
    it(`makes Basic of ${address}@, and keeps it out of the target and of the records`, async () => {
      await speakTo(emulator, `${receiver.url.replace('//', `//${address}@`)}/hook?a=1`);
      const [arrival] = await receiver.arrivals(1);
      assert.equal(arrival?.headers.authorization, `Basic ${Buffer.from(expected).toString('base64')}`);
      assert.equal(arrival?.headers.host, `127.0.0.1:${receiver.port}`);
      assert.equal(arrival?.target, '/hook?a=1');
      assert.equal((await emulator.waitForDelivery()).url, `${receiver.url}/hook?a=1`);
    });
  }

  it('begins when the acknowledgement has left', async () => {
    const hold = emulator.fault({ kind: 'hold', afterBytes: 0 });
    const acknowledged = speakTo(emulator, receiver.url);
    await hold.reached;
    assert.equal(emulator.accepted.length, 1);
    assert.equal(emulator.deliveries.length, 0);
    hold.release();
    await acknowledged;
    const { at } = await emulator.waitForDelivery();
    assert.ok(at >= (emulator.requests[0]?.at ?? 0));
    assert.equal(emulator.requests[0]?.ended, true);
  });

  it('is made even where the acknowledgement never arrives', async () => {
    emulator.fault({ kind: 'reset', afterBytes: 0 });
    await assert.rejects(speakTo(emulator, receiver.url));
    await receiver.arrivals(1);
    assert.equal((await emulator.waitForDelivery()).status, 200);
  });

  it('is recorded', async () => {
    const from = Date.now();
    const requestId = await speakTo(emulator, `${receiver.url}/hook`);
    const delivery = await emulator.waitForDelivery((one) => one.requestId === requestId);
    const { at, ...rest } = delivery;
    const url = `${receiver.url}/hook`;
    assert.deepEqual(rest, { requestId, attempt: 1, method: 'POST', url, status: 200, ended: true });
    assert.ok(at >= from && at <= Date.now());
    assert.equal(emulator.deliveries[0], delivery);
  });

  it('is shown by the control route, without the password', async () => {
    await speakTo(emulator, `${receiver.url.replace('//', '//user:hunter2@')}/hook`);
    await emulator.waitForDelivery();
    const shown = await (await fetch(`${emulator.url}/emulator/deliveries`)).json();
    assert.deepEqual(shown, emulator.deliveries);
    const requests = await (await fetch(`${emulator.url}/emulator/requests`)).text();
    assert.match(requests, /hook/);
    assert.doesNotMatch(JSON.stringify(shown) + requests, /hunter2/);
  });
});

describe('a delivery with its options', () => {
  it('says the request id and the key’s identifier where it is told to', async () => {
    const emulator = await startCallingEmulator({ callbacks: { requestIdHeader: true, keyId: 'key-id' } });
    const receiver = await startReceiver();
    const requestId = await speakTo(emulator, receiver.url);
    const [arrival] = await receiver.arrivals(1);
    assert.equal(arrival?.headers['dg-request-id'], requestId);
    assert.equal(arrival?.headers['dg-token'], 'key-id');
    await Promise.all([emulator.close(), receiver.close()]);
  });

  it('goes over HTTPS to whom it trusts, and to nobody else', async () => {
    const tls = await selfSigned();
    const receiver = await startReceiver({ tls });
    const trusts = [{ ca: tls.cert }, { rejectUnauthorized: false }, {}];
    const outcomes = [];
    for (const trust of trusts) {
      const emulator = await startCallingEmulator({ callbacks: { ...trust, retries: 0 } });
      await speakTo(emulator, receiver.url.replace('//', '//user:pass@'));
      const { status, error } = await emulator.waitForDelivery();
      outcomes.push(status ?? error);
      await emulator.close();
    }
    assert.deepEqual(outcomes, [200, 200, 'DEPTH_ZERO_SELF_SIGNED_CERT']);
    const basic = `Basic ${Buffer.from('user:pass').toString('base64')}`;
    assert.deepEqual(
      receiver.arrived.map(({ headers, complete }) => [headers.authorization, complete]),
      Array(2).fill([basic, true]),
    );
    await receiver.close();
  });

  it('is remembered, like its request, as long as there is room', async () => {
    const emulator = await startCallingEmulator({ remember: 2 });
    const receiver = await startReceiver();
    const ids = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const requestId = await speakTo(emulator, receiver.url);
      await emulator.waitForDelivery((delivery) => delivery.requestId === requestId);
      ids.push(requestId);
    }
    const remembered = (all: readonly { requestId: string }[]) => all.map(({ requestId }) => requestId);
    assert.deepEqual(remembered(emulator.deliveries), ids.slice(2));
    assert.deepEqual(remembered(emulator.accepted), ids.slice(2));
    await Promise.all([emulator.close(), receiver.close()]);
  });
});
