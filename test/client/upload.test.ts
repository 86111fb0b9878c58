import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type Account, openAccount } from '../../src/client/account.js';
import { DeepgramError } from '../../src/client/errors.js';
import { request } from '../../src/client/request.js';
import { beginSending, type Upload } from '../../src/client/upload.js';

const MB = 1024 * 1024;

/** An upload of chunks, which tells whether it has been closed. */
function uploadOf(chunks: readonly Uint8Array[], more: Partial<Upload> = {}): Upload & { closed: number } {
  const upload = {
    isRepeatable: false,
    closed: 0,
    async *open() {
      try {
        yield* chunks;
      } finally {
        upload.closed += 1;
      }
    },
    ...more,
  };
  return upload;
}

/** An upload whose source gives one piece, and nothing more. */
function uploadThatStops(): Upload {
  return uploadOf([], {
    async *open() {
      yield Buffer.alloc(MB);
      await new Promise(() => undefined);
    },
  });
}

/** Takes all that a sending gives. @returns the number of pieces */
async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let count = 0;
  for await (const _ of chunks) count += 1;
  return count;
}

/** What a sending tells from which one piece only is taken. */
function stallAfter(patience: number): Promise<DeepgramError> {
  return new Promise((resolve) => {
    const sending = beginSending(uploadOf([Buffer.alloc(MB)]), patience, resolve);
    void sending.chunks[Symbol.asyncIterator]().next();
  });
}

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('sending an upload', () => {
  const never = (error: DeepgramError) => assert.fail(error);

  it('has not begun before something is asked for', async () => {
    const upload = uploadOf([Buffer.from('a')]);
    const sending = beginSending(upload, 1000, never);
    assert.equal(sending.hasBegun(), false);
    for await (const _ of sending.chunks) assert.equal(sending.hasBegun(), true);
    assert.equal(upload.closed, 1);
  });

  it('gives all bytes, in pieces of 64 kB at most, so that a slow line is seen to move', async () => {
    const bytes = Buffer.alloc(MB + 5, 'abc');
    const pieces: Uint8Array[] = [];
    const sending = beginSending(uploadOf([bytes.subarray(0, 7), bytes.subarray(7)]), 1000, never);
    for await (const piece of sending.chunks) pieces.push(piece);
    assert.ok(Buffer.concat(pieces).equals(bytes));
    assert.ok(pieces.every(({ length }) => length <= 64 * 1024));
  });

  it('tells that it stalls, when a piece is not taken in time', async () => {
    const { code, reason } = await stallAfter(20);
    assert.deepEqual([code, reason], ['TIMEOUT', 'uploadStalled']);
  });

  it('tells that its source stalls, when that gives nothing in time', async () => {
    const { code, reason, values } = await new Promise<DeepgramError>((resolve) => {
      const sending = beginSending(uploadThatStops(), 20, resolve);
      void readAll(sending.chunks);
    });
    assert.deepEqual([code, reason, values], ['TIMEOUT', 'sourceStalled', { seconds: 0.02 }]);
  });

  for (const [what, patience, isWatched] of [
    ['that is slow, but goes on', 100, false],
    ['that is watched by whoever fills it', 20, true],
  ] as const) {
    it(`does not stall while it waits for a source ${what}`, async () => {
      const late = uploadOf([], {
        isWatched,
        async *open() {
          for (const piece of ['a', 'b', 'c']) {
            await stallAfter(60);
            yield Buffer.from(piece);
          }
        },
      });
      assert.equal(await readAll(beginSending(late, patience, never).chunks), 3);
    });
  }

  it('does not stall while it is held, whatever it waits for', async () => {
    const sending = beginSending(uploadThatStops(), 20, never);
    const reader = sending.chunks[Symbol.asyncIterator]();
    await reader.next();
    void reader.next();
    sending.hold();
    await stallAfter(40);
    sending.end();
  });

  it('gives nothing more while it is held, and closes its source when it has ended', async () => {
    const upload = uploadOf([Buffer.from('a'), Buffer.from('b')]);
    const sending = beginSending(upload, 20, never);
    const reader = sending.chunks[Symbol.asyncIterator]();
    await reader.next();
    sending.hold();
    let isGiven = false;
    const next = reader.next().then(() => {
      isGiven = true;
    });
    // Longer than its patience: that is no stall.
    await stallAfter(40);
    assert.equal(isGiven, false);
    sending.end();
    await next;
    await reader.return?.();
    assert.equal(upload.closed, 1);
  });

  it('leaves no timer, wherever it ends', async () => {
    // Mocha's own timer is there from the next turn on.
    await new Promise(setImmediate);
    const before = timers();
    const left = beginSending(uploadOf([Buffer.alloc(MB)]), 60_000, never);
    for await (const _ of left.chunks) break;
    assert.equal(timers(), before, 'left in its middle');

    const ended = beginSending(uploadOf([Buffer.alloc(MB)]), 60_000, never);
    const reader = ended.chunks[Symbol.asyncIterator]();
    await reader.next();
    ended.end();
    await reader.next();
    assert.equal(timers(), before, 'pulled once more after its end');

    const waiting = beginSending(uploadOf([], { open: () => uploadThatStops().open() }), 60_000, never);
    const pulling = readAll(waiting.chunks);
    while (timers() === before) await new Promise(setImmediate);
    waiting.end();
    assert.equal(timers(), before, 'ended while it waits for its source');
    void pulling;
  });
});

describe('a request with an upload', () => {
  let emulator: Emulator;
  let account: Account;

  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());
  beforeEach(() => {
    emulator.clearFaults();
    const settings = { url: emulator.url, auth: 'key', key: emulator.key } as const;
    account = openAccount({ ...settings, retries: 1, timeout: 60_000, concurrency: 10 });
  });
  afterEach(() => account.close());

  function post(body: Upload, signal = new AbortController().signal, from = account) {
    const rest = { path: '/v1/listen?model=nova-3', contentType: 'audio/wav', body, signal };
    return request(from, { ...rest, queue: from.transcribing, onProgress: () => undefined });
  }

  it('closes its source when the answer comes early', async () => {
    emulator.fault({ kind: 'upload-refused', afterBytes: MB });
    const upload = uploadOf(Array.from({ length: 64 }, () => Buffer.alloc(MB)));
    await assert.rejects(post(upload), { code: 'BAD_REQUEST' });
    while (upload.closed === 0) await new Promise(setImmediate);
  });

  it('closes its source when it is aborted, and throws what it was aborted with', async () => {
    const held = emulator.fault({ kind: 'upload-stalled', afterBytes: MB });
    const upload = uploadOf(Array.from({ length: 64 }, () => Buffer.alloc(MB)));
    const abort = new AbortController();
    const posting = post(upload, abort.signal);
    await held.reached;
    abort.abort(new Error('not wanted'));
    await assert.rejects(posting, /not wanted/);
    while (upload.closed === 0) await new Promise(setImmediate);
  });

  it('whose source stops is TIMEOUT, after one attempt', async () => {
    const impatient = openAccount({
      ...{ url: emulator.url, auth: 'key', key: emulator.key, retries: 1, timeout: 100, concurrency: 1 },
    });
    const { length } = emulator.requests;
    const posting = post(uploadThatStops(), undefined, impatient);
    await assert.rejects(posting, {
      ...{ code: 'TIMEOUT', reason: 'sourceStalled', cause: { attempts: 1, retryable: false } },
    });
    await emulator.waitForAbort((request) => emulator.requests.indexOf(request) >= length);
    await impatient.close();
  });

  it('throws what its source throws, as it is', async () => {
    const broken: Upload = {
      isRepeatable: true,
      async *open() {
        yield Buffer.alloc(MB);
        throw new DeepgramError('BAD_REQUEST', 'fileChanged');
      },
    };
    await assert.rejects(post(broken), { code: 'BAD_REQUEST', reason: 'fileChanged' });
  });

  it('that could be sent once only is tried again where nothing of it was asked for yet', async () => {
    const { length } = emulator.requests;
    const settings = { url: 'http://127.0.0.1:9', auth: 'none' } as const;
    const nobody = openAccount({ ...settings, retries: 1, timeout: 60_000, concurrency: 10 });
    const rest = { path: '/', contentType: 'audio/wav', body: uploadOf([Buffer.alloc(10)]) };
    const { signal } = new AbortController();
    const posting = request(nobody, {
      ...rest,
      signal,
      queue: nobody.transcribing,
      onProgress: () => undefined,
    });
    await assert.rejects(posting, {
      code: 'NETWORK',
      cause: { attempts: 2, errno: 'ECONNREFUSED', retryable: true },
    });
    assert.equal(emulator.requests.length, length);
    await nobody.close();
  });
});
