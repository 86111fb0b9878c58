import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type Account, openAccount } from '../../src/client/account.js';
import type { DeepgramError } from '../../src/client/errors.js';
import { request } from '../../src/client/request.js';

const REST = { path: '/v1/speak', contentType: 'application/json', body: '{"text":"Hello."}' };

describe('a request', () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());
  beforeEach(() => emulator.clearFaults());

  function open(settings: { retries?: number; timeout?: number; concurrency?: number } = {}): Account {
    const { retries = 3, timeout = 60_000, concurrency = 10 } = settings;
    return openAccount({ url: emulator.url, auth: 'key', key: emulator.key, retries, timeout, concurrency });
  }

  function post(account: Account, signal = new AbortController().signal) {
    return request(account, { ...REST, queue: account.speaking, signal, onProgress: () => undefined });
  }

  async function read(body: AsyncIterable<Buffer>): Promise<number> {
    let length = 0;
    for await (const chunk of body) length += chunk.length;
    return length;
  }

  it('keeps its place until its body has been read, and gives it to the next one then', async () => {
    const account = open({ concurrency: 1 });
    const first = await post(account);
    let hasEntered = false;
    const second = post(account).then((answer) => {
      hasEntered = true;
      return answer;
    });
    await new Promise(setImmediate);
    assert.equal(hasEntered, false);
    assert.ok((await read(first.body)) > 1000);
    assert.ok((await read((await second).body)) > 1000);
    await account.close();
  });

  it('gives its place back when it is aborted, even if nobody ever reads its body', async () => {
    const account = open({ concurrency: 1 });
    const abort = new AbortController();
    await post(account, abort.signal);
    abort.abort();
    assert.ok((await read((await post(account)).body)) > 1000);
    await account.close();
  });

  it('gives its place back when its body is left before the end', async () => {
    const account = open({ concurrency: 1 });
    for await (const _ of (await post(account)).body) break;
    assert.ok((await read((await post(account)).body)) > 1000);
    await account.close();
  });

  it('throws what it was aborted with, in each of its phases', async () => {
    const reason = new Error('not wanted any more');
    const phases = {
      queued: async (account: Account) => void (await post(account)),
      answering: async () => void emulator.fault({ kind: 'hold' }),
      'waiting to try again': async () =>
        void emulator.fault({ kind: 'status', status: 429, retryAfter: 30 }),
    };
    for (const [phase, enter] of Object.entries(phases)) {
      const account = open({ concurrency: 1 });
      await enter(account);
      const abort = new AbortController();
      const asked = post(account, abort.signal);
      if (phase !== 'queued') await emulator.waitForRequest(({ ended }) => !ended || phase !== 'answering');
      abort.abort(reason);
      await assert.rejects(asked, reason, phase);
      emulator.clearFaults();
      await account.close();
    }
  });

  it('F05 comes back at another moment in each of 100 nodes that failed together', async () => {
    const accounts = Array.from({ length: 100 }, () => open());
    emulator.fault({ kind: 'status', status: 503, times: 100 });
    const { length } = emulator.requests;
    await Promise.all(accounts.map(async (account) => read((await post(account)).body)));
    const tries = emulator.requests.slice(length);
    assert.equal(tries.length, 200);
    const again = tries.slice(100).map(({ at }) => at);
    const from = Math.min(...again);
    const fullest = Math.max(
      ...Array.from(
        { length: 10 },
        (_, i) => again.filter((at) => Math.floor((at - from) / 50) === i).length,
      ),
    );
    // Ten are expected in each 50 ms of the 500 ms they are spread over.
    assert.ok(fullest < 30, `${fullest} of 100 within 50 ms`);
    await Promise.all(accounts.map((account) => account.close()));
  });

  it('says how long it has waited for an answer, where that is not the usual time', async () => {
    const account = open({ retries: 0 });
    emulator.fault({ kind: 'silence' });
    const rest = { ...REST, queue: account.speaking, signal: new AbortController().signal };
    const asked = request(account, { ...rest, answerTimeout: 1000, onProgress: () => undefined });
    await assert.rejects(asked, (error: DeepgramError) => {
      assert.deepEqual([error.code, error.reason, error.values.seconds], ['TIMEOUT', 'noProgress', 1]);
      return true;
    });
    await account.close();
  });

  it('opens no connection before the first request, and leaves none behind', async () => {
    const account = open();
    const before = emulator.openConnections();
    await read((await post(account)).body);
    assert.ok(emulator.openConnections() > before);
    await account.close();
    while (emulator.openConnections() > before) await new Promise(setImmediate);
  });
});
