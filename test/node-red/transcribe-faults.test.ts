import assert from 'node:assert/strict';
import { appendFile, chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Emulator, RecordedRequest } from '../../emulator/server.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { openFiles } from '../helpers/open-files.js';
import { parts, say, wavHeader } from '../helpers/recordings.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { type SlowLine, startSlowLine } from '../helpers/slow-line.js';
import { makes, type TranscribeFlowOptions, transcribeFlow } from '../helpers/transcribe-flow.js';

const TEXT = 'The washing machine is done. It would like to be emptied.';
const MB = 1024 * 1024;

/** Makes of a number in `payload` a Buffer or a stream of so many bytes. */
const LARGE = makes(`
  if (msg.as === 'buffer') msg.payload = Buffer.concat([msg.header, Buffer.alloc(msg.payload)]);
  if (msg.as === 'stream') msg.payload = fill(msg.payload, msg.header);
  if (msg.as === 'once') msg.payload = stream.Readable.from([msg.payload]);
  return msg;`);

describe('deepgram-transcribe under faults', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ledger: Ledger;
  let wav: Buffer;
  let folder: string;
  let file: string;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    wav = await say(emulator, TEXT);
    folder = await mkdtemp(path.join(tmpdir(), 'faults-'));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    emulator.clearFaults();
    file = path.join(folder, 'recording.wav');
    await writeFile(file, wav);
  });
  afterEach(async () => {
    emulator.clearFaults();
    await ledger.balance();
    assert.deepEqual(await openFiles(nodeRed, folder), []);
  });

  async function given(options: Partial<TranscribeFlowOptions> = {}, warmUp: object = { payload: wav }) {
    await nodeRed.deploy(transcribeFlow({ url: emulator.url, ...options }));
    ledger = await openLedger(nodeRed, warmUp);
  }

  /** A node that reads paths. */
  async function givenFiles(options: Partial<TranscribeFlowOptions> = {}): Promise<void> {
    const small = path.join(folder, 'small.wav');
    await writeFile(small, wav);
    await given({ transcribe: { source: 'file' }, ...options }, { payload: small });
  }

  /** A file that takes no place on the disk, of silence that is soon heard. */
  async function enlarge(bytes: number): Promise<void> {
    await writeFile(file, wavHeader(bytes - 44, { channels: 2, rate: 192_000 }));
    await truncate(file, bytes);
  }

  const since = (count: number): RecordedRequest[] => emulator.requests.slice(count);

  describe('F16 stt.file', () => {
    const unreadable: [string, string, () => Promise<string>][] = [
      ['missing', 'ENOENT', async () => path.join(folder, 'nowhere.wav')],
      ['below a file', 'ENOTDIR', async () => path.join(file, 'x.wav')],
      [
        'a folder',
        'EISDIR',
        async () => {
          await mkdir(path.join(folder, 'sub'), { recursive: true });
          return path.join(folder, 'sub');
        },
      ],
      [
        'a link to itself',
        'ELOOP',
        async () => {
          const link = path.join(folder, 'loop');
          await rm(link, { force: true });
          await symlink(link, link);
          return link;
        },
      ],
      ['a device', 'ESPIPE', async () => '/dev/zero'],
    ];
    for (const [what, errno, make] of unreadable) {
      it(`${what}: BAD_REQUEST with the path and ${errno}, and nothing is sent`, async () => {
        await givenFiles();
        const { length } = emulator.requests;
        const payload = await make();
        const { outputs, error } = await ledger.say({ payload });
        assert.deepEqual(outputs, []);
        assert.equal(error?.code, 'BAD_REQUEST');
        assert.equal(error?.cause.errno, errno);
        assert.ok(error?.message.includes(payload), error?.message);
        assert.equal(emulator.requests.length, length);
      });
    }

    it('that this process may not read: BAD_REQUEST with EACCES; root may read everything', async () => {
      await givenFiles();
      await chmod(file, 0);
      const { error } = await ledger.say({ payload: file });
      assert.equal(error?.cause.errno, process.getuid?.() === 0 ? undefined : 'EACCES');
      await chmod(file, 0o600);
    });

    const changes: [string, () => Promise<void>][] = [
      ['grows', () => appendFile(file, 'more')],
      ['shrinks', () => truncate(file, 32 * MB)],
    ];
    for (const [what, change] of changes) {
      it(`${what} while it is sent: BAD_REQUEST that says so, after one attempt`, async () => {
        await givenFiles();
        await enlarge(64 * MB);
        const { length } = emulator.requests;
        const held = emulator.fault({ kind: 'upload-stalled', afterBytes: MB });
        const saying = ledger.say({ payload: file });
        await held.reached;
        await change();
        held.release();
        const { outputs, error } = await saying;
        assert.deepEqual(outputs, []);
        assert.equal(error?.code, 'BAD_REQUEST');
        assert.ok(error?.message.includes(file) && /changed/.test(error.message), error?.message);
        assert.equal(error?.cause.attempts, 1);
        await emulator.waitForAbort((request) => since(length).includes(request));
        const [request] = since(length);
        assert.ok(request && !request.received, 'the server never takes it for whole');
      });
    }

    it('gone between two attempts: BAD_REQUEST with ENOENT', async () => {
      await givenFiles();
      emulator.fault({ kind: 'status', status: 503, retryAfter: 1 });
      const saying = ledger.say({ payload: file });
      await nodeRed.untilSome('status', ({ status }) => (status as { fill?: string }).fill === 'yellow');
      await rm(file);
      const { error } = await saying;
      assert.equal(error?.code, 'BAD_REQUEST');
      assert.equal(error?.cause.errno, 'ENOENT');
    });
  });

  for (const as of ['path', 'buffer', 'stream'] as const) {
    it(`F17 stt.early-4xx (${as}): the text of the 400, with 150 of 200 MB still to be sent`, async () => {
      if (as === 'path') await givenFiles();
      else await given({ before: [LARGE] });
      await enlarge(200 * MB);
      const { length } = emulator.requests;
      emulator.fault({ kind: 'upload-refused', afterBytes: 50 * MB });
      const large = { payload: 200 * MB - 44, as, header: wavHeader(200 * MB - 44) };
      const { outputs, error } = await ledger.say(as === 'path' ? { payload: file } : large);
      assert.deepEqual(outputs, []);
      assert.equal(error?.code, 'BAD_REQUEST');
      assert.match(error?.message ?? '', /corrupt or unsupported data/);
      assert.deepEqual([error?.cause.status, error?.cause.attempts], [400, 1]);
      assert.equal(since(length).length, 1);
      assert.ok(Number(since(length)[0]?.bytes) < 60 * MB);
    });
  }

  describe('F18 stt.503.retry', () => {
    it('a path: is sent again from its first byte, in full', async () => {
      await givenFiles();
      const { length } = emulator.requests;
      emulator.fault({ kind: 'status', status: 503 });
      const { outputs } = await ledger.say({ payload: file });
      assert.deepEqual([outputs[0]?.payload, outputs[0]?.deepgram?.attempts], [TEXT, 2]);
      const hashes = since(length).map(({ sha256, bytes }) => [sha256, bytes]);
      assert.deepEqual(hashes[0], hashes[1]);
      assert.deepEqual(
        hashes.map(([, bytes]) => bytes),
        [wav.length, wav.length],
      );
    });

    it('a Buffer: is sent again in full, also after the connection was lost in its middle', async () => {
      await given({ before: [LARGE] });
      const { length } = emulator.requests;
      emulator.fault({ kind: 'status', status: 503 });
      emulator.fault({ kind: 'upload-reset', afterBytes: 50_000 });
      const { outputs } = await ledger.say({ payload: wav });
      assert.deepEqual([outputs[0]?.payload, outputs[0]?.deepgram?.attempts], [TEXT, 3]);
      assert.equal(since(length).at(-1)?.bytes, wav.length);
    });

    for (const as of ['stream', 'sequence']) {
      it(`a ${as}: can't be retried, after one attempt, and says so`, async () => {
        await given({ before: [LARGE] });
        const { length } = emulator.requests;
        emulator.fault({ kind: 'status', status: 503 });
        const { outputs, error } =
          as === 'stream'
            ? await ledger.say({ payload: wav, as: 'once' })
            : await ledger.sayAll(parts(wav, 20_000, 'spent'));
        assert.deepEqual(outputs, []);
        assert.equal(error?.code, 'SERVER');
        assert.match(error?.message ?? '', /can't be retried/);
        assert.equal(error?.cause.attempts, 1);
        assert.equal(since(length).length, 1);
      });
    }
  });

  describe('F19 stt.slow-uplink', () => {
    let line: SlowLine;
    before(async () => {
      line = await startSlowLine(emulator.url, 30 * MB);
    });
    after(() => line.close());

    it('memory stays flat, and no timeout fires while bytes move', async () => {
      await givenFiles({ url: line.url, account: { timeout: 1 } });
      await enlarge(100 * MB);
      const before = await nodeRed.resources();
      const started = Date.now();
      const saying = ledger.say({ payload: file });
      await nodeRed.untilSome('status', ({ status }) => (status as { fill?: string }).fill === 'blue');
      const measured: number[] = [];
      for (let part = 1; part < 10; part++) {
        await line.passed(part * 10 * MB);
        measured.push((await nodeRed.resources()).rss);
      }
      const most = Math.max(...measured);
      const { outputs, error } = await saying;
      assert.equal(error, undefined);
      assert.equal(outputs[0]?.payload, '');
      assert.ok(Date.now() - started > 2000, 'it took longer than the timeout');
      assert.ok(most - before.rss < 64 * MB, `${Math.round((most - before.rss) / MB)} MB`);
    });

    it('a line on which nothing moves any more is TIMEOUT', async () => {
      await givenFiles({ account: { timeout: 1 } });
      await enlarge(64 * MB);
      emulator.fault({ kind: 'upload-stalled', afterBytes: MB });
      const { error } = await ledger.say({ payload: file });
      assert.equal(error?.code, 'TIMEOUT');
      assert.match(error?.message ?? '', / 1 s/);
      emulator.clearFaults();
    });

    it("the silence while a recording is transcribed is no timeout: there Deepgram's own limit counts", async () => {
      await given({ account: { timeout: 1 } });
      emulator.fault({ kind: 'latency', ms: 1500 });
      const { outputs } = await ledger.say({ payload: wav });
      assert.equal(outputs[0]?.payload, TEXT);
    });
  });
});
