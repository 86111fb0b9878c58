import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { openAccount } from '../../src/client/account.js';
import { request } from '../../src/client/request.js';
import { sharedEmulator } from '../helpers/shared.js';
import { limit, limitIn } from './limits.js';

const RETRIED = [408, 429, 500, 502, 503, 504];

describe('what the guide says of requests of an account', () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await sharedEmulator();
    emulator.clearFaults();
  });

  const open = () =>
    openAccount({
      ...{ url: emulator.url, auth: 'key', key: emulator.key },
      ...{ concurrency: 1, timeout: 10_000, retries: 1 },
    });

  it('has the limits as they are', () => {
    const preset = (name: string) =>
      limitIn('node-red/account-node.ts', new RegExp(`numberOr\\(definition\\.${name}, (\\d+)\\)`));
    assert.ok(limit('Requests of an account at once')?.includes(` ${preset('concurrency')}, settable`));
    assert.ok(limit('Patience')?.includes(` ${preset('timeout')} seconds without progress`));
    assert.ok(limit('Retries')?.includes(` ${preset('retries')}, settable, on 408, 429, 5xx `));
    const waiting = limitIn('client/account.ts', /WAITING_LIMIT = ([\d *_]+);/);
    assert.ok(limit('Requests of an account that wait')?.includes(` ${waiting.toLocaleString('en-US')} `));
  });

  it('those that speak do not wait behind those that transcribe', async () => {
    const account = open();
    const { signal } = new AbortController();
    const waits = () => assert.fail('it waits');
    const first = await account.speaking.enter(signal, waits);
    const second = await account.transcribing.enter(signal, waits);
    for (const leave of [first, second]) leave();
    await account.close();
  });

  for (const status of RETRIED) {
    it(`one that is answered with ${status} is asked again`, async () => {
      const account = open();
      emulator.fault({ kind: 'status', status, retryAfter: 0 });
      const { body } = await request(account, {
        ...{ path: '/v1/speak', contentType: 'application/json', body: '{"text":"Hello."}' },
        ...{ queue: account.speaking, signal: new AbortController().signal, onProgress: () => undefined },
      });
      let length = 0;
      for await (const chunk of body) length += chunk.length;
      assert.ok(length > 1000);
      await account.close();
    });
  }
});
