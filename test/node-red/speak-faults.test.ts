import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { closedPort } from '../helpers/closed-port.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed, Received } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab, type SpeakFlowOptions, speakFlow } from '../helpers/speak-flow.js';

const RAW = { encoding: 'linear16', container: 'none', sample_rate: 24000 };

describe('deepgram-speak under faults', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ledger: Ledger;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });

  async function given(options: Partial<SpeakFlowOptions> = {}): Promise<void> {
    emulator.clearFaults();
    await nodeRed.deploy(speakFlow({ url: emulator.url, ...options }));
    ledger = await openLedger(nodeRed);
  }

  const sentSince = (count: number) => emulator.requests.slice(count).length;
  const bytesOf = (outputs: Received[]) => Buffer.concat(outputs.map(({ payload }) => payload as Buffer));

  afterEach(() => emulator.clearFaults());

  it('F01 tts.refused: a port where nothing listens is tried again, then NETWORK with the errno', async () => {
    const port = await closedPort();
    await given({
      account: { retries: 2 },
      more: [
        {
          id: 'nowhere',
          type: 'deepgram-config',
          url: `http://127.0.0.1:${port}`,
          credentials: { apiKey: 'k' },
          retries: 2,
        },
        { ...onTab('in2', 'test-source'), wires: [['speak2']] },
        { ...onTab('speak2', 'deepgram-speak'), account: 'nowhere', wires: [['out2']] },
        { ...onTab('catch2', 'catch'), scope: ['speak2'], wires: [['caught2']] },
        { ...onTab('status2', 'status'), scope: ['speak2'], wires: [['shown2']] },
        ...['out2', 'caught2', 'shown2'].map((id) => onTab(id, 'test-sink')),
      ],
    });
    nodeRed.send('in2', { payload: 'Nobody hears this.' });
    const [caught] = await nodeRed.until('caught2');
    const error = caught?.error as { code: string; cause: object; message: string };
    assert.equal(error.code, 'NETWORK');
    assert.deepEqual(error.cause, { retryable: true, errno: 'ECONNREFUSED', attempts: 3 });
    assert.ok(error.message.includes(`127.0.0.1:${port}`) && !error.message.includes('?'), error.message);
    const shown = await nodeRed.untilSome(
      'shown2',
      ({ status }) => (status as { fill: string }).fill === 'red',
    );
    assert.equal((shown.status as { text: string }).text, 'not reached');
    assert.equal(nodeRed.received('out2').length, 0);
    await ledger.balance();
  });

  const refusals = [
    { status: 401, code: 'AUTH', errCode: 'INVALID_AUTH' },
    { status: 402, code: 'PAYMENT_REQUIRED', errCode: 'ASR_PAYMENT_REQUIRED' },
    { status: 403, code: 'FORBIDDEN', errCode: 'INSUFFICIENT_PERMISSIONS' },
    { status: 413, code: 'TOO_LARGE', errCode: undefined },
  ];
  for (const { status, code, errCode } of refusals) {
    it(`F02 tts.${status}: one attempt, then ${code} with Deepgram's words, never JSON as audio`, async () => {
      await given();
      const { length } = emulator.requests;
      emulator.fault({ kind: 'status', status, times: Infinity });
      const { outputs, error } = await ledger.say({ payload: 'Hello.' });
      assert.deepEqual(outputs, []);
      assert.equal(error?.code, code);
      assert.equal(error?.cause.status, status);
      if (errCode) assert.equal(error?.cause.errCode, errCode);
      assert.match(String(error?.cause.requestId), /^[0-9a-f-]{36}$/);
      assert.equal(error?.cause.retryable, false);
      assert.equal(sentSince(length), 1);
      emulator.clearFaults();
      await ledger.balance();
    });
  }

  it("F03 tts.400: one attempt, then BAD_REQUEST with Deepgram's own message", async () => {
    await given();
    const { length } = emulator.requests;
    const { error } = await ledger.say({ payload: 'Hello.', deepgramOptions: { model: 'aura-2-nobody-en' } });
    assert.equal(error?.code, 'BAD_REQUEST');
    assert.ok(error?.message.includes('No such model/version combination found.'), error?.message);
    assert.equal(sentSince(length), 1);
    await ledger.balance();
  });

  it('F04 tts.429.retry-after: waits as long as asked, says so, and sends exactly two requests', async () => {
    await given();
    const { length } = emulator.requests;
    emulator.fault({ kind: 'status', status: 429, retryAfter: 2 });
    const { outputs, error } = await ledger.say({ payload: 'Hello.' });
    assert.equal(error, undefined);
    assert.equal(outputs.length, 1);
    const [first, second, ...more] = emulator.requests.slice(length);
    assert.equal(more.length, 0);
    assert.ok(first && second && second.at - first.at >= 2000);
    const shown = nodeRed
      .received('status')
      .map(({ status }) => status as { fill: string; shape: string; text: string });
    assert.ok(
      shown.some(({ fill, shape, text }) => fill === 'yellow' && shape === 'ring' && text === 'retry in 2 s'),
    );
    assert.equal(outputs[0]?.deepgram?.attempts, 2);
    await ledger.balance();
  });

  it('F04 tts.429.retry-after: a server that asks for more than the timeout is not waited for', async () => {
    await given({ account: { timeout: 1 } });
    emulator.fault({ kind: 'status', status: 429, retryAfter: 3600 });
    const { error } = await ledger.say({ payload: 'Hello.' });
    assert.equal(error?.code, 'RATE_LIMITED');
    assert.equal(error?.cause.attempts, 1);
    await ledger.balance();
  });

  it('F05 tts.503.twice: succeeds at the third attempt and says so', async () => {
    await given();
    emulator.fault({ kind: 'status', status: 503, times: 2 });
    const { outputs } = await ledger.say({ payload: 'Hello.' });
    assert.equal(outputs[0]?.deepgram?.attempts, 3);
    await ledger.balance();
  });

  it('F06 tts.reset.before-headers: tries again and succeeds', async () => {
    await given();
    const { length } = emulator.requests;
    emulator.fault({ kind: 'reset' });
    const { outputs } = await ledger.say({ payload: 'Hello.' });
    assert.equal(outputs.length, 1);
    assert.equal(sentSince(length), 2);
    await ledger.balance();
  });

  it('F06 between headers and body: no audio has been passed on yet, so it tries again', async () => {
    await given();
    emulator.fault({ kind: 'reset', afterBytes: 0 });
    const { outputs } = await ledger.say({ payload: 'Hello.' });
    assert.equal(outputs[0]?.deepgram?.attempts, 2);
    await ledger.balance();
  });

  for (const kind of ['cut', 'reset'] as const) {
    it(`F07 tts.cut.mid-body (${kind}): parts so far, then NETWORK with the bytes; no second synthesis`, async () => {
      await given({ speak: { result: 'parts', params: RAW } });
      const { length } = emulator.requests;
      emulator.fault({ kind, afterBytes: 50_000 });
      const { outputs, error } = await ledger.say({
        payload: 'A sentence that is long enough to be cut in the middle.',
      });
      assert.equal(error?.code, 'NETWORK');
      assert.ok(outputs.length > 0 && outputs.every((part) => !('complete' in part)));
      assert.equal(sentSince(length), 1);
      assert.equal(emulator.requests.at(-1)?.headers.range, undefined);
      assert.match(String(error?.cause.requestId), /^[0-9a-f-]{36}$/);
      assert.equal(error?.cause.attempts, 1);
      if (kind === 'cut') {
        assert.equal(bytesOf(outputs).length, 50_000);
        assert.ok(error?.message.includes('50000 bytes'), error?.message);
      }
      await ledger.balance();
    });

    it(`F07 tts.cut.mid-body (${kind}): as a whole, an error and never a short Buffer`, async () => {
      await given({ speak: { params: RAW } });
      const { length } = emulator.requests;
      emulator.fault({ kind, afterBytes: 50_000 });
      const { outputs, error } = await ledger.say({
        payload: 'A sentence that is long enough to be cut in the middle.',
      });
      assert.deepEqual(outputs, []);
      assert.equal(error?.code, 'NETWORK');
      assert.equal(sentSince(length), 1);
      await ledger.balance();
    });
  }

  it('F08 tts.short.content-length: fewer bytes than promised are an error', async () => {
    await given();
    emulator.fault({ kind: 'short', missing: 1000 });
    const { outputs, error } = await ledger.say({ payload: 'Hello.' });
    assert.deepEqual(outputs, []);
    assert.equal(error?.code, 'NETWORK');
    await ledger.balance();
  });

  it('F09 tts.stall.mid-body: TIMEOUT after the account says so, and the connection is closed', async () => {
    await given({ account: { timeout: 1 }, speak: { params: RAW } });
    emulator.fault({ kind: 'silence', afterBytes: 10_000 });
    const gone = emulator.waitForAbort((request) => request.body.includes('stalls'));
    const { outputs, error } = await ledger.say({
      payload: 'A sentence that stalls somewhere in its middle.',
    });
    assert.deepEqual(outputs, []);
    assert.equal(error?.code, 'TIMEOUT');
    assert.match(error?.message ?? '', / 1 s/);
    await gone;
    await ledger.balance();
  });

  it('F10 tts.stall.headers: TIMEOUT, with the limit in the text, after one attempt', async () => {
    await given({ account: { timeout: 1 } });
    emulator.fault({ kind: 'silence' });
    const { error } = await ledger.say({ payload: 'Hello.' });
    assert.equal(error?.code, 'TIMEOUT');
    assert.match(error?.message ?? '', / 1 s/);
    assert.equal(error?.cause.attempts, 1);
    await ledger.balance();
  });

  it('F11 tts.200.json: an acknowledgement is never audio', async () => {
    await given();
    emulator.fault({ kind: 'ack' });
    const { outputs, error } = await ledger.say({ payload: 'Hello.' });
    assert.deepEqual(outputs, []);
    assert.equal(error?.code, 'PROTOCOL');
    assert.match(String(error?.cause.requestId), /^[0-9a-f-]{36}$/);
    await ledger.balance();
  });

  it('F11 a page of HTML with status 200 is never audio', async () => {
    await given();
    emulator.fault({ kind: 'html' });
    const { outputs, error } = await ledger.say({ payload: 'Hello.' });
    assert.deepEqual(outputs, []);
    assert.equal(error?.code, 'PROTOCOL');
    await ledger.balance();
  });

  for (const result of ['buffer', 'parts']) {
    it(`F12 tts.200.empty (${result}): an error, and no Buffer without audio`, async () => {
      await given({ speak: { result } });
      emulator.fault({ kind: 'empty' });
      const { outputs, error } = await ledger.say({ payload: 'Hello.' });
      assert.deepEqual(outputs, []);
      assert.equal(error?.code, 'PROTOCOL');
      await ledger.balance();
    });
  }

  it('F13 tts.huge: an answer over 256 MB is TOO_LARGE, and nothing of it comes out', async () => {
    await given({ speak: { params: RAW } });
    emulator.fault({ kind: 'huge', bytes: 400 * 1024 * 1024 });
    const { outputs, error } = await ledger.say({ payload: 'Hello.' });
    assert.deepEqual(outputs, []);
    assert.equal(error?.code, 'TOO_LARGE');
    assert.ok(error?.message.includes('256 MB'), error?.message);
    await ledger.balance();
  });

  it('F14 tts.slicer: pieces of 1 to 7 bytes give the same bytes, and no sample is ever split', async () => {
    await given({ speak: { params: RAW } });
    const whole = (await ledger.say({ payload: 'Hello.' })).outputs[0]?.payload as Buffer;
    await given({ speak: { result: 'parts', params: RAW } });
    emulator.fault({ kind: 'slicer' });
    const { outputs } = await ledger.say({ payload: 'Hello.' });
    assert.ok(bytesOf(outputs).equals(whole));
    assert.deepEqual(
      outputs.filter(({ payload }) => (payload as Buffer).length % 2 !== 0),
      [],
    );
    await ledger.balance();
  });

  it('F15 tts.cancel: msg.reset ends what is queued as well, and its last status is none', async () => {
    await given({ account: { concurrency: 1 } });
    const held = emulator.fault({ kind: 'hold', times: Number.POSITIVE_INFINITY });
    ledger.post(...Array.from({ length: 5 }, () => ({ payload: 'Not wanted any more.' })));
    await held.reached;
    ledger.post({ reset: true });
    await nodeRed.until('completed', 7);
    emulator.clearFaults();
    await nodeRed.resources();
    const { status = {} } = nodeRed.received('status').at(-1) ?? {};
    assert.ok(!('fill' in (status as object)), 'nothing is shown any more');
    assert.equal(nodeRed.received('out').length, 1, 'only what warmed up');
    await ledger.balance();
  });

  it('F15 tts.cancel: msg.reset in mid-stream ends the request within 50 ms, and nothing comes after it', async () => {
    await given({ speak: { result: 'parts', params: RAW } });
    const times: number[] = [];
    // The median of several: how soon a process gets its turn is the machine's business.
    while (times.length < 5) {
      const before = nodeRed.received('out').length;
      const held = emulator.fault({ kind: 'hold', afterBytes: 20_000 });
      const gone = emulator.waitForAbort((request) => request.body.includes(`cancelled ${times.length}`));
      const saying = ledger.say({
        payload: `A sentence that will be cancelled ${times.length} before it has ended.`,
      });
      await held.reached;
      await nodeRed.until('out', before + 1);
      const asked = Date.now();
      ledger.post({ reset: true });
      await gone;
      times.push(Date.now() - asked);
      const { outputs, error } = await saying;
      assert.equal(error, undefined, "what was asked for is nobody's error");
      assert.ok(outputs.every((part) => !('complete' in part)));
      held.release();
    }
    const median = times.toSorted((one, other) => one - other)[2] ?? Number.NaN;
    assert.ok(median < 50, `${times} ms`);
    const { length } = nodeRed.received('out');
    await ledger.balance();
    assert.ok(
      nodeRed
        .received('out')
        .slice(length)
        .every(({ deepgram }) => deepgram?.characters === 6),
    );
  });
});
