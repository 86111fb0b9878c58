import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { openLedger } from '../helpers/ledger.js';
import type { NodeRed, Received } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab, speakFlow } from '../helpers/speak-flow.js';

/** Words that nothing has said before. */
let spoken = 0;
function newWords(): string {
  spoken += 1;
  return `Announcement number ${spoken}.`;
}

describe('deepgram-speak with a cache', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;

  before(async () => {
    // One of its own: what another test has said is said to another server, and not cached here.
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), startEmulator()]);
  });
  after(() => emulator.close());
  beforeEach(() => emulator.clearFaults());

  const asked = () => emulator.requests.length;
  const empty = () =>
    fetch(`${nodeRed.url}/deepgram-speak/cache/empty`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });

  async function given(speak: Record<string, unknown>, more = {}): Promise<void> {
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak, ...more }));
  }

  /** Says something, and gives all messages that come of it. */
  async function say(message: Record<string, unknown>): Promise<Received[]> {
    const before = nodeRed.received('out').length;
    const ended = nodeRed.received('completed').length + 1;
    nodeRed.send('in', message);
    await nodeRed.until('completed', ended);
    assert.deepEqual(nodeRed.received('caught'), []);
    return nodeRed.received('out').slice(before);
  }

  const audioOf = (messages: Received[]) => Buffer.concat(messages.map(({ payload }) => payload as Buffer));
  const statusText = () => (nodeRed.received('status').at(-1)?.status as { text?: string } | undefined)?.text;

  it('asks anew each time where a flow does not set one, as flows of before do', async () => {
    const payload = newWords();
    const before = asked();
    for (const cache of [{}, { cache: 'off' }, { cache: '' }, { cache: 'elsewhere' }]) {
      await given(cache);
      const [message] = await say({ payload });
      assert.equal(message?.deepgram?.requests, 1);
      assert.equal('cached' in (message?.deepgram ?? {}), false);
    }
    assert.equal(asked(), before + 4);
    assert.match(String(statusText()), /^spoke \d+\.\d s$/);
  });

  for (const cache of ['memory', 'disk']) {
    describe(`in ${cache}`, () => {
      it('says the same words again without asking, and tells so on the message and in the status', async () => {
        await given({ cache });
        const payload = newWords();
        const [first] = await say({ payload });
        const before = asked();
        const [again] = await say({ payload, topic: 'mine' });
        assert.equal(asked(), before);
        assert.deepEqual(again?.payload, first?.payload);
        assert.deepEqual([again?.topic, again?.contentType], ['mine', first?.contentType]);
        const { firstByteMs: _first, totalMs: _total, ...rest } = first?.deepgram ?? {};
        const { firstByteMs, totalMs, ...told } = again?.deepgram ?? {};
        assert.deepEqual(told, { ...rest, cached: true, requests: 0 });
        assert.ok(Number(totalMs) >= Number(firstByteMs));
        await nodeRed.untilTrue(() => /^cached, \d+\.\d s$/.test(String(statusText())));
      });

      it('uses one entry for whole audio, parts and URLs, and it outlives deploys', async () => {
        const payload = newWords();
        await given({ cache });
        const [whole] = await say({ payload });
        const before = asked();
        await given({ cache, result: 'parts' });
        const parts = await say({ payload });
        assert.ok(audioOf(parts).equals(whole?.payload as Buffer));
        const last = parts.at(-1) as { parts: { count: number }; complete: boolean };
        assert.deepEqual([last.parts.count, last.complete], [parts.length, true]);
        assert.equal(parts.at(-1)?.deepgram?.cached, true);
        await given({ cache, result: 'url' }, { account: { audioUrl: nodeRed.url } });
        const [message] = await say({ payload });
        const fetched = await fetch(String(message?.url));
        assert.ok(Buffer.from(await fetched.arrayBuffer()).equals(whole?.payload as Buffer));
        assert.equal(message?.deepgram?.cached, true);
        await given({ cache });
        assert.ok(audioOf(await say({ payload })).equals(whole?.payload as Buffer));
        assert.equal(asked(), before);
      });

      it('gives a WAV header with true sizes to whole audio, and one for streams to parts', async () => {
        const params = { encoding: 'linear16', container: 'wav', sample_rate: 8000 };
        const payload = newWords();
        await given({ cache, params, result: 'parts' });
        const fresh = await say({ payload });
        const again = await say({ payload });
        assert.ok(audioOf(again).equals(audioOf(fresh)));
        await given({ cache, params });
        const whole = audioOf(await say({ payload }));
        assert.equal(whole.readUInt32LE(4), whole.length - 8);
        assert.ok(whole.subarray(44).equals(audioOf(fresh).subarray(44)));
      });

      it('tells voices, parameters and texts apart', async () => {
        const payload = newWords();
        await given({ cache });
        const before = asked();
        for (const message of [
          { payload },
          { payload, deepgramOptions: { model: 'aura-2-viktoria-de' } },
          { payload, deepgramOptions: { encoding: 'flac' } },
          { payload: `${payload}.` },
        ]) {
          const [first] = await say(message);
          const [again] = await say(message);
          assert.deepEqual(again?.payload, first?.payload);
        }
        assert.equal(asked(), before + 4);
      });

      it('does not mind a flow that writes into the audio', async () => {
        const scribble = {
          ...onTab('scribble', 'function'),
          func: 'msg.payload.fill(0); return msg;',
          wires: [[]],
          outputs: 1,
        };
        await given({ cache, wires: [['out', 'scribble']] }, { more: [scribble] });
        const payload = newWords();
        const heard: Buffer[] = [];
        for (let times = 0; times < 4; times++) heard.push(audioOf(await say({ payload })));
        assert.ok(
          heard.every((audio) => audio.equals(heard[0] ?? audio) && audio.some((byte) => byte !== 0)),
        );
      });

      it('makes one request of ten messages at once, and each gets all of it', async () => {
        await given({ cache });
        const ledger = await openLedger(nodeRed, { payload: newWords() });
        const before = asked();
        const payload = newWords();
        const { outputs } = await ledger.sayAll(Array.from({ length: 10 }, () => ({ payload })));
        assert.equal(outputs.length, 10);
        assert.ok(
          outputs.every((message) => (message.payload as Buffer).equals(outputs[0]?.payload as Buffer)),
        );
        assert.equal(asked(), before + 1);
        await ledger.balance();
      });

      it('lets the others go on when a reset cancels one of them, and aborts with the last', async () => {
        const other = { ...onTab('other', 'deepgram-speak'), account: 'account', cache, wires: [['heard']] };
        const more = [
          other,
          onTab('heard', 'test-sink'),
          { ...onTab('too', 'test-source'), wires: [['other']] },
        ];
        await given({ cache }, { more });
        for (const isLast of [false, true]) {
          const held = emulator.fault({ kind: 'hold', afterBytes: 1500 });
          const payload = newWords();
          const before = asked();
          nodeRed.send('in', { payload });
          nodeRed.send('too', { payload });
          await held.reached;
          nodeRed.send('in', { reset: true });
          if (isLast) {
            nodeRed.send('too', { reset: true });
            await emulator.waitForAbort(({ body }) => body.includes(payload));
          } else {
            held.release();
            const [message] = await nodeRed.until('heard');
            assert.ok(audioOf([message ?? {}]).length > 2000);
          }
          assert.equal(asked(), before + 1);
        }
        assert.deepEqual(nodeRed.received('caught'), []);
      });

      it('fails all that share a request, and asks anew for the next', async () => {
        await given({ cache });
        const payload = newWords();
        const ledger = await openLedger(nodeRed, { payload: newWords() });
        emulator.fault({ kind: 'cut', afterBytes: 1500 });
        const before = asked();
        await ledger.sayAll([{ payload }, { payload }, { payload }]);
        const caught = nodeRed
          .received('caught')
          .map(({ error }) => error as { code: string; message: string });
        assert.deepEqual(
          caught.map(({ code }) => code),
          ['NETWORK', 'NETWORK', 'NETWORK'],
        );
        assert.ok(caught.every(({ message }) => message.startsWith('The answer was cut off after')));
        assert.equal(asked(), before + 1);
        assert.equal((await ledger.say({ payload })).error, undefined);
        assert.equal(asked(), before + 2);
        await ledger.balance();
      });

      it('still says what it knows when Deepgram can not be reached', async () => {
        const lost = await startEmulator();
        await nodeRed.deploy(
          speakFlow({ url: lost.url, speak: { cache, within: 20 }, account: { retries: 0 } }),
        );
        const payload = newWords();
        const [first] = await say({ payload });
        await lost.close();
        const [again] = await say({ payload });
        assert.deepEqual(again?.payload, first?.payload);
        nodeRed.send('in', { payload: newWords() });
        const [caught] = await nodeRed.until('caught');
        assert.equal((caught?.error as { code?: string } | undefined)?.code, 'NETWORK');
      });
    });
  }

  it('goes on without a disk that fails, and warns once', async () => {
    const cacheFolder = path.join(nodeRed.userDir, 'deepgram-audio-cache');
    await rm(cacheFolder, { recursive: true, force: true, maxRetries: 20 });
    await writeFile(cacheFolder, 'no folder');
    try {
      await given({ cache: 'disk' });
      const before = asked();
      for (let times = 0; times < 3; times++)
        assert.ok(audioOf(await say({ payload: newWords() })).length > 1000);
      assert.equal(asked(), before + 3);
      const warnings = nodeRed.log().match(/Announcements can't be kept on disk \(E\w+\)/g) ?? [];
      assert.ok(warnings.length > 0);
      assert.equal(new Set(warnings).size, warnings.length);
      const { status } = await empty();
      assert.equal(status, 500, 'who empties it is not told that nothing was there');
    } finally {
      await rm(cacheFolder, { force: true });
    }
    const payload = newWords();
    await say({ payload });
    const [again] = await say({ payload });
    assert.equal(again?.deepgram?.cached, true, 'it keeps again when it can');
  });

  it('is emptied by the editor, in memory and on disk, and says how much that was', async () => {
    await empty();
    const payload = newWords();
    let bytes = 0;
    for (const cache of ['memory', 'disk']) {
      await given({ cache });
      bytes += audioOf(await say({ payload })).length;
    }
    const response = await empty();
    assert.equal(response.status, 200);
    assert.match(String(response.headers.get('content-type')), /^application\/json/);
    assert.deepEqual(await response.json(), { entries: 2, bytes });
    const before = asked();
    await say({ payload });
    assert.equal(asked(), before + 1);
  });

  it('tells the editor how many MB it may have', async () => {
    const settings = (await (await fetch(`${nodeRed.url}/settings`)).json()) as Record<string, unknown>;
    assert.equal(settings.deepgramSpeakCacheMB, 200);
  });
});
