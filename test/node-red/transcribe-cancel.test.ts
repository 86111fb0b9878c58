import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Emulator } from '../../emulator/server.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { openFiles } from '../helpers/open-files.js';
import { parts, say, wavHeader } from '../helpers/recordings.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import { makes, type TranscribeFlowOptions, transcribeFlow } from '../helpers/transcribe-flow.js';

const TEXT = 'The washing machine is done. It would like to be emptied.';
const MB = 1024 * 1024;

/** Makes a stream that does not begin, or a large one. */
const STREAMS = makes(`
  if (msg.as === 'late') msg.payload = new stream.Readable({ read() {}, destroy(error, done) { node.send([null, {}]); done(error); } });
  if (msg.as === 'large') msg.payload = fill(msg.payload, msg.header);
  return msg;`);

describe('deepgram-transcribe, what is not wanted any more', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ledger: Ledger;
  let wav: Buffer;
  let folder: string;
  let large: string;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    wav = await say(emulator, TEXT);
    folder = await mkdtemp(path.join(tmpdir(), 'cancel-'));
    large = path.join(folder, 'large.wav');
    await writeFile(large, wavHeader(200 * MB, { channels: 2, rate: 192_000 }));
    await truncate(large, 200 * MB);
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => emulator.clearFaults());
  afterEach(async () => {
    emulator.clearFaults();
    await ledger.balance();
    assert.deepEqual(await openFiles(nodeRed, folder), []);
  });

  async function given(options: Partial<TranscribeFlowOptions> = {}): Promise<void> {
    await nodeRed.deploy(transcribeFlow({ url: emulator.url, ...options }));
    ledger = await openLedger(nodeRed, { payload: wav });
  }

  async function givenFiles(transcribe: object = {}): Promise<void> {
    const small = path.join(folder, 'small.wav');
    await writeFile(small, wav);
    await nodeRed.deploy(
      transcribeFlow({ url: emulator.url, transcribe: { source: 'file', ...transcribe } }),
    );
    ledger = await openLedger(nodeRed, { payload: small });
  }

  describe('because msg.reset came', () => {
    it('is completed without output and without error, and the upload ends', async () => {
      await givenFiles();
      const slow = emulator.fault({ kind: 'upload-slow', bytes: 64 * 1024, ms: 5 });
      ledger.post({ payload: large });
      await slow.reached;
      const before = nodeRed.received('out').length;
      const { error } = await ledger.say({ reset: true, payload: 'not sent on' });
      await emulator.waitForAbort(({ bytes }) => bytes < 200 * MB && bytes > wav.length);
      assert.equal(error, undefined);
      assert.equal(nodeRed.received('out').length, before);
      assert.equal(nodeRed.received('caught').length, 0);
    });

    it('while it is being transcribed, ends the request', async () => {
      await given();
      const held = emulator.fault({ kind: 'hold' });
      const gone = emulator.waitForAbort(({ query }) => query.get('tag') === 'held');
      ledger.post({ payload: wav, deepgramOptions: { tag: 'held' } });
      await held.reached;
      await ledger.say({ reset: true });
      await gone;
      assert.equal(nodeRed.received('caught').length, 0);
    });

    it('ends what is queued as well, and the last status is none', async () => {
      await given({ account: { concurrency: 1 } });
      const held = emulator.fault({ kind: 'hold', times: Number.POSITIVE_INFINITY });
      const { length } = emulator.requests;
      ledger.post(...Array.from({ length: 4 }, () => ({ payload: wav })));
      await held.reached;
      await ledger.say({ reset: true });
      assert.equal(emulator.requests.length, length + 1);
      const { status } = nodeRed.received('status').at(-1) ?? {};
      assert.deepEqual(Object.keys((status as object) ?? {}).includes('fill'), false);
    });

    it('destroys a stream that has not even begun', async () => {
      const before = [{ ...STREAMS, outputs: 2 }];
      const flow = transcribeFlow({ url: emulator.url, before });
      const wired = flow.map((node) =>
        node.id === 'make' ? { ...node, wires: [['transcribe'], ['destroyed']] } : node,
      );
      await nodeRed.deploy([...wired, onTab('destroyed', 'test-sink')]);
      ledger = await openLedger(nodeRed, { payload: wav });
      ledger.post({ as: 'late' });
      await nodeRed.resources();
      await ledger.say({ reset: true });
      await nodeRed.until('destroyed');
      assert.equal(nodeRed.received('caught').length, 0);
    });
  });

  describe('because within has passed', () => {
    const cases: [string, () => Promise<void>, () => object][] = [
      [
        'while it is sent',
        async () => {
          await givenFiles({ within: 1 });
          emulator.fault({ kind: 'upload-slow', bytes: 64 * 1024, ms: 5 });
        },
        () => ({ payload: large }),
      ],
      [
        'while it is transcribed',
        async () => {
          await given({ transcribe: { within: '1' } });
          emulator.fault({ kind: 'hold' });
        },
        () => ({ payload: wav }),
      ],
      [
        'while it waits to be sent again',
        async () => {
          await given({ transcribe: { within: 1 } });
          emulator.fault({ kind: 'status', status: 429, retryAfter: 30 });
        },
        () => ({ payload: wav }),
      ],
      [
        'before a stream begins',
        () => given({ transcribe: { within: 1 }, before: [STREAMS] }),
        () => ({ as: 'late' }),
      ],
      [
        'before a sequence goes on',
        () => given({ transcribe: { within: 1 } }),
        () => parts(wav, 20_000, 'late')[0] ?? {},
      ],
    ];
    for (const [what, prepare, message] of cases) {
      it(`${what}: TIMEOUT that says so`, async () => {
        await prepare();
        const { outputs, error } = await ledger.say(message());
        assert.deepEqual(outputs, []);
        assert.equal(error?.code, 'TIMEOUT');
        assert.match(error?.message ?? '', /within 1 s/);
      });
    }

    it('is no matter for what is done in time', async () => {
      await given({ transcribe: { within: 20 } });
      assert.equal((await ledger.say({ payload: wav })).outputs[0]?.payload, TEXT);
    });
  });

  it('because of a deploy, is completed without output and without error, and the upload ends', async () => {
    await given({ before: [STREAMS] });
    const slow = emulator.fault({ kind: 'upload-slow', bytes: 64 * 1024, ms: 5 });
    ledger.post({ payload: 200 * MB, as: 'large', header: wavHeader(200 * MB) });
    await slow.reached;
    const started = Date.now();
    await given({ before: [STREAMS] });
    await emulator.waitForAbort(({ bytes }) => bytes < 200 * MB && bytes > wav.length);
    assert.ok(Date.now() - started < 2500);
    assert.equal(nodeRed.received('caught').length, 0);
    assert.equal(nodeRed.received('out').length, 1, 'only what warmed up');
  });
});
