import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { refusalOf, speak } from './support.js';

describe('a callback', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
    // No call leaves this machine.
    emulator.fault({ kind: 'callback-lost', times: Number.POSITIVE_INFINITY });
  });
  after(() => emulator.close());

  const good: readonly [callback: string, method: string, expected: 'POST' | 'PUT'][] = [
    ['https://example.com/hook?job=1', '', 'POST'],
    ['http://example.com/hook', 'put', 'PUT'],
    ['https://user:pass@example.com:8443/hook', 'PUT', 'PUT'],
    ['http://example.com:8080/hook', 'post', 'POST'],
    ['https://example.com:443', 'POST', 'POST'],
    ['https://example.com:80', 'POST', 'POST'],
    ['http://192.168.1.10:8080/', 'POST', 'POST'],
  ];
  for (const [callback, method, expected] of good) {
    it(`to ${callback} is acknowledged at once, and taken on`, async () => {
      const query = new URLSearchParams({
        callback,
        encoding: 'linear16',
        ...(method === '' ? {} : { callback_method: method }),
      });
      const response = await speak(emulator, { query: query.toString() });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'application/json');
      const requestId = response.headers.get('dg-request-id');
      assert.deepEqual(await response.json(), { request_id: requestId });
      const accepted = emulator.accepted.at(-1);
      assert.equal(accepted?.requestId, requestId);
      assert.equal(accepted?.path, '/v1/speak');
      assert.equal(accepted?.callback.href, new URL(callback).href);
      assert.equal(accepted?.method, expected);
      assert.equal(accepted?.contentType, 'audio/wav');
    });
  }

  for (const callback of [
    'https://example.com:1880/hook',
    'http://example.com:8081/hook',
    'ws://example.com/hook',
    'ftp://example.com',
    'example.com/hook',
    'nonsense',
    'https://us%er:pass@example.com/',
    'https://user:100%@example.com/',
  ]) {
    it(`to ${callback} is refused`, async () => {
      const query = new URLSearchParams({ callback }).toString();
      assert.deepEqual(await refusalOf(await speak(emulator, { query })), [
        400,
        'INVALID_QUERY_PARAMETER',
        'Invalid callback url.',
      ]);
    });
  }

  it('does not keep a bad text from being refused', async () => {
    const query = 'callback=https://example.com';
    const kept = emulator.accepted.length;
    assert.equal((await speak(emulator, { query, body: '{"text":""}' })).status, 400);
    assert.equal(emulator.accepted.length, kept);
  });

  it('may have a low priority on v2', async () => {
    const query = 'model=flux-kit-en&priority=low&callback=https://example.com';
    assert.equal((await speak(emulator, { path: '/v2/speak', query })).status, 200);
  });
});
