import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { readSpeakSettings } from '../../src/node-red/speak-settings.js';
import { callbackFlow } from '../helpers/callback-flow.js';
import type { NodeRed, Received } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab, speakFlow } from '../helpers/speak-flow.js';

describe('deepgram-speak, for as long as it is wanted', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true } }),
    ]);
  });
  after(() => emulator.close());
  beforeEach(() => emulator.clearFaults());

  /** The node under test, and another one of the same account: `too` → `other` → `heard`. */
  async function given(speak: Record<string, unknown>, other = {}, account = {}): Promise<void> {
    const more = [
      { ...onTab('too', 'test-source'), wires: [['other']] },
      { ...onTab('other', 'deepgram-speak'), account: 'account', wires: [['heard']], ...other },
      { ...onTab('catchOther', 'catch'), scope: ['other'], wires: [['lost']] },
      onTab('heard', 'test-sink'),
      onTab('lost', 'test-sink'),
    ];
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak, account, more }));
  }

  function assertTimedOut(message: Received | undefined, seconds: number, payload: string): void {
    const error = message?.error as { code: string; message: string; cause: object } | undefined;
    assert.deepEqual(
      [error?.code, error?.message],
      ['TIMEOUT', `Not done within ${seconds} s, and no longer wanted.`],
    );
    assert.equal(message?.payload, payload, 'a local voice can say it');
  }

  for (const result of ['buffer', 'parts', 'url']) {
    it(`${result}: fails with TIMEOUT when nothing has come by then, and aborts the request`, async () => {
      await given({ result, within: 1 });
      emulator.fault({ kind: 'hold' });
      const begun = Date.now();
      nodeRed.send('in', { payload: 'Too late.' });
      const [caught] = await nodeRed.until('caught');
      assertTimedOut(caught, 1, 'Too late.');
      assert.ok(Date.now() - begun >= 1000);
      await emulator.waitForAbort(({ body }) => body.includes('Too late.'));
      assert.deepEqual(nodeRed.received('out'), []);
    });
  }

  for (const result of ['buffer', 'url']) {
    it(`${result}: fails with TIMEOUT when the audio is not whole by then`, async () => {
      await given({ result, within: 1 });
      emulator.fault({ kind: 'hold', afterBytes: 1500 });
      nodeRed.send('in', { payload: 'Only half of it.' });
      const [caught] = await nodeRed.until('caught');
      assertTimedOut(caught, 1, 'Only half of it.');
      await emulator.waitForAbort(({ body }) => body.includes('half'));
      assert.deepEqual(nodeRed.received('out'), []);
    });
  }

  for (const cache of ['off', 'memory']) {
    it(`parts: is in time with the first audio, however long the rest takes (cache ${cache})`, async () => {
      await given({ result: 'parts', within: 2.5, cache }, { within: 3 });
      const held = emulator.fault({ kind: 'hold', afterBytes: 1500 });
      const payload = `It begins in time, with the cache ${cache}.`;
      nodeRed.send('in', { payload });
      await nodeRed.until('out');
      emulator.fault({ kind: 'hold' });
      nodeRed.send('too', { payload: 'What takes longer than that.' });
      await nodeRed.until('lost');
      held.release();
      await nodeRed.untilSome('out', ({ complete }) => complete === true);
      assert.deepEqual(nodeRed.received('caught'), []);
    });

    it(`parts: a reset still ends what has begun in time (cache ${cache})`, async () => {
      await given({ result: 'parts', within: 20, cache });
      emulator.fault({ kind: 'hold', afterBytes: 1500 });
      const payload = `It ends early, with the cache ${cache}.`;
      nodeRed.send('in', { payload });
      await nodeRed.until('out');
      nodeRed.send('in', { reset: true });
      await emulator.waitForAbort(({ body }) => body.includes(payload));
    });
  }

  it('counts the time of all retries', async () => {
    await given({ within: 1 });
    emulator.fault({ kind: 'status', status: 429, retryAfter: 30, times: Number.POSITIVE_INFINITY });
    nodeRed.send('in', { payload: 'Again and again.' });
    const [caught] = await nodeRed.until('caught');
    assertTimedOut(caught, 1, 'Again and again.');
  });

  it('counts the time of waiting for a place', async () => {
    await given({ within: 1 }, {}, { concurrency: 1 });
    const held = emulator.fault({ kind: 'hold' });
    nodeRed.send('too', { payload: 'First.' });
    await held.reached;
    const before = emulator.requests.length;
    nodeRed.send('in', { payload: 'Behind it.' });
    const [caught] = await nodeRed.until('caught');
    assertTimedOut(caught, 1, 'Behind it.');
    held.release();
    await nodeRed.until('heard');
    assert.equal(emulator.requests.length, before, 'it was never sent');
  });

  it('leaves the others alone who share the request and have more time', async () => {
    await given({ within: 1, cache: 'memory' }, { cache: 'memory' });
    const held = emulator.fault({ kind: 'hold', afterBytes: 1500 });
    for (const source of ['in', 'too']) nodeRed.send(source, { payload: 'One of two waits.' });
    const [caught] = await nodeRed.until('caught');
    assertTimedOut(caught, 1, 'One of two waits.');
    held.release();
    const [heard] = await nodeRed.until('heard');
    assert.ok(Buffer.isBuffer(heard?.payload));
  });

  it('callback: fails with TIMEOUT when Deepgram has not accepted it by then', async () => {
    const flow = callbackFlow({ publicUrl: nodeRed.url, url: emulator.url, speak: { within: 1 } });
    await nodeRed.deploy(flow);
    emulator.fault({ kind: 'hold' });
    nodeRed.send('in', { payload: 'Never accepted.' });
    const [caught] = await nodeRed.until('caught');
    assertTimedOut(caught, 1, 'Never accepted.');
    await emulator.waitForAbort(({ body }) => body.includes('Never accepted.'));
    assert.deepEqual(nodeRed.received('accepted'), []);
  });

  it('takes its time where nothing is set, or nothing that is a time', () => {
    const read = (within: unknown) => readSpeakSettings({ id: '', type: '', within }).within;
    assert.deepEqual(['2.5', 3].map(read), [2.5, 3]);
    for (const within of [undefined, '', ' ', 0, -1, 'soon', null]) assert.equal(read(within), undefined);
  });
});
