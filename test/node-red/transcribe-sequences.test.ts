import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Emulator } from '../../emulator/server.js';
import { type Ending, type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { parts, say, silence } from '../helpers/recordings.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import { makes, type TranscribeFlowOptions, transcribeFlow } from '../helpers/transcribe-flow.js';

const TEXT = 'The washing machine is done. It would like to be emptied.';
const OTHER = 'Thank you, somebody will come down in a minute.';

/** What core's file in reads from a file at once. */
const CHUNK_BYTES = 64 * 1024;

describe('deepgram-transcribe, sequences of Buffers', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ledger: Ledger;
  let wav: Buffer;
  let other: Buffer;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    [wav, other] = await Promise.all([say(emulator, TEXT), say(emulator, OTHER)]);
  });
  afterEach(() => emulator.clearFaults());

  async function given(options: Partial<TranscribeFlowOptions> = {}, becomes = 1): Promise<void> {
    await nodeRed.deploy(transcribeFlow({ url: emulator.url, ...options }));
    ledger = await openLedger(nodeRed, { payload: wav }, becomes);
  }

  const textsOf = ({ outputs, error }: Ending) => {
    assert.equal(error, undefined);
    return outputs.map(({ payload }) => payload);
  };

  describe('by themselves', () => {
    before(() => given());
    afterEach(() => ledger.balance());

    it('become one message, with the properties of the last one and without its parts', async () => {
      const sequence = parts(wav, 10_000, 'one').map((part, n) => ({ ...part, topic: n, contentType: 'x' }));
      const { outputs } = await ledger.sayAll(sequence);
      const [{ deepgram, _msgid, ...rest } = {}, ...more] = outputs;
      assert.deepEqual(rest, { payload: TEXT, topic: sequence.length - 1 });
      assert.equal(deepgram?.requestId, emulator.requests.at(-1)?.requestId);
      assert.deepEqual(more, []);
    });

    it('give the parts back that were around them', async () => {
      const outer = { id: 'outer', index: 3, count: 5, type: 'string', ch: '\n' };
      const { outputs } = await ledger.sayAll(parts(wav, 50_000, 'two', { parts: outer }));
      assert.deepEqual(outputs[0]?.parts, outer);
      assert.equal(outputs[0]?.payload, TEXT);
    });

    it('interleave', async () => {
      const [one, two] = [parts(wav, 9000, 'three'), parts(other, 9000, 'four')];
      const longest = Math.max(one.length, two.length);
      const mixed = Array.from({ length: longest }, (_, n) => [one[n], two[n]]).flat();
      const ending = await ledger.sayAll(mixed.filter((part) => part !== undefined));
      assert.deepEqual(textsOf(ending).sort(), [OTHER, TEXT].sort());
    });

    it('come one after another under the same id as well', async () => {
      const twice = [...parts(wav, 50_000, 'same'), ...parts(other, 50_000, 'same')];
      assert.deepEqual(textsOf(await ledger.sayAll(twice)).sort(), [OTHER, TEXT].sort());
    });

    it('end with a message that has nothing but a count, as file in sends it', async () => {
      const whole = parts(wav, 50_000, 'five', { count: undefined });
      const end = { parts: { id: 'five', index: whole.length, count: whole.length, type: 'buffer', ch: '' } };
      const { outputs } = await ledger.sayAll([...whole, end]);
      assert.equal(outputs[0]?.payload, TEXT);
    });

    it('are sent as they come, before they have ended', async () => {
      const sequence = parts(wav, 20_000, 'six');
      const held = emulator.fault({ kind: 'upload-stalled', afterBytes: 60_000 });
      const before = nodeRed.received('completed').length;
      ledger.post(...sequence.slice(0, -1));
      await held.reached;
      await nodeRed.until('completed', before + sequence.length - 2);
      held.release();
      assert.equal(textsOf(await ledger.sayAll(sequence.slice(-1)))[0], TEXT);
      const request = emulator.requests.at(-1);
      assert.equal(request?.headers['transfer-encoding'], 'chunked');
      assert.equal(request?.bytes, wav.length);
    });

    for (const type of ['string', 'array', 'object', undefined]) {
      it(`are none where msg.parts.type is ${type}: each is a recording by itself, and keeps its parts`, async () => {
        const around = { id: 'x', index: 0, count: 2, ...(type && { type }) };
        const { outputs, error } = await ledger.say({ payload: wav, parts: around });
        assert.equal(error, undefined);
        assert.equal(outputs[0]?.payload, TEXT);
        assert.deepEqual(outputs[0]?.parts, around);
      });
    }

    it('of which a part is no Buffer are BAD_REQUEST once; the rest of them is let go', async () => {
      const sequence = parts(wav, 20_000, 'seven');
      const broken = sequence.map((part, n) => (n === 2 ? { ...part, payload: 'text' } : part));
      const { outputs, error } = await ledger.sayAll(broken);
      assert.deepEqual(outputs, []);
      assert.equal(error?.code, 'BAD_REQUEST');
      const caught = nodeRed.received('caught').length;
      assert.equal(textsOf(await ledger.sayAll(sequence))[0], TEXT, 'the same sequence, tried again');
      assert.equal(nodeRed.received('caught').length, caught);
    });

    it('of no audio are BAD_REQUEST, once', async () => {
      const before = nodeRed.received('caught').length;
      const { error } = await ledger.sayAll(parts(Buffer.from('Just words. '.repeat(5000)), 9000, 'eight'));
      assert.equal(error?.code, 'BAD_REQUEST');
      assert.equal(nodeRed.received('caught').length, before + 1);
    });

    it('can be cancelled by msg.reset, and what is left of them is let go', async () => {
      const sequence = parts(silence(20), 100_000, 'nine');
      const held = emulator.fault({ kind: 'upload-stalled', afterBytes: 300_000 });
      const before = nodeRed.received('out').length;
      ledger.post(...sequence.slice(0, 5));
      await held.reached;
      const { error } = await ledger.sayAll([{ reset: true }, ...sequence.slice(5)]);
      // Who reads no more sees nobody leave.
      held.release();
      await emulator.waitForAbort(({ bytes }) => bytes >= 300_000);
      assert.equal(error, undefined);
      assert.equal(nodeRed.received('out').length, before);
    });
  });

  describe('that do not go on', () => {
    for (const [what, bytes] of [
      ['enough to begin with', 20_000],
      ['too little to tell what it is', 100],
    ] as const) {
      it(`are TIMEOUT after the account's timeout (${what})`, async () => {
        await given({ account: { timeout: 1 } });
        const [first = {}] = parts(wav, bytes, 'stalls');
        const { outputs, error } = await ledger.sayAll([first]);
        assert.deepEqual(outputs, []);
        assert.equal(error?.code, 'TIMEOUT');
        assert.match(error?.message ?? '', /^The sequence did not go on for 1 s/);
        await ledger.balance();
      });
    }
  });

  describe('of core nodes', () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'sequences-'));
    });
    after(() => rm(folder, { recursive: true }));

    const fileIn = (file: string, more = {}) => ({
      ...{ ...onTab('file', 'file in'), filename: file, filenameType: 'str', format: 'stream' },
      ...{ chunk: false, sendError: false, encoding: 'none', allProps: false, ...more },
    });

    for (const [what, bytes, becomes] of [
      ['whose last piece is short', 3 * CHUNK_BYTES + 10_000, 4],
      ['that ends with a whole piece, and so with a message without payload', 3 * CHUNK_BYTES, 4],
      ['of a single piece', 50_000, 1],
    ] as const) {
      for (const allProps of [false, true]) {
        const name = `file in gives a file ${what}${allProps ? ', with all properties' : ''}`;
        it(name, async () => {
          const file = path.join(folder, 'recording.wav');
          const audio = Buffer.alloc(bytes);
          wav.copy(audio);
          await writeFile(file, audio);
          await given({ before: [fileIn(file, { allProps })] }, becomes);
          const { outputs, error } = await ledger.say({ payload: 'trigger', topic: 'mine', n: 1 }, becomes);
          assert.equal(error, undefined);
          assert.equal(outputs.length, 1);
          const [message] = outputs;
          if (bytes > wav.length) assert.equal(message?.payload, TEXT);
          else assert.match(String(message?.payload), /^The washing machine/);
          assert.ok(!('parts' in (message ?? {})));
          assert.equal(emulator.requests.at(-1)?.bytes, bytes);
          await ledger.balance();
        });
      }
    }

    it('split gives the pieces of a Buffer', async () => {
      const split = {
        ...{ ...onTab('split', 'split'), splt: '20000', spltType: 'len', arraySplt: 1, arraySpltType: 'len' },
        ...{ stream: false, addname: '' },
      };
      const pieces = Math.ceil(wav.length / 20_000);
      await given({ before: [split] }, pieces);
      const { outputs, error } = await ledger.say({ payload: wav, topic: 'mine' }, pieces);
      assert.equal(error, undefined);
      assert.deepEqual([outputs.length, outputs[0]?.payload, outputs[0]?.topic], [1, TEXT, 'mine']);
      assert.ok(!('parts' in (outputs[0] ?? {})));
      await ledger.balance();
    });
  });

  it('of which a part can not be read are BAD_REQUEST once, and never a text with a gap', async () => {
    const audio = '$number(topic) = 2 ? $error("unreadable") : payload';
    await given({ transcribe: { audio, audioType: 'jsonata' } });
    const before = nodeRed.received('caught').length;
    const sequence = parts(wav, 20_000, 'gap').map((part, topic) => ({ ...part, topic }));
    const { outputs, error } = await ledger.sayAll(sequence);
    assert.deepEqual(outputs, []);
    assert.equal(error?.code, 'BAD_REQUEST');
    assert.match(error?.message ?? '', /unreadable/);
    const [caught, ...more] = nodeRed.received('caught').slice(before);
    assert.deepEqual([caught?.topic, more], [2, []]);
    await ledger.balance();
  });

  it('are waited for as long as a timer can, where the account waits even longer', async () => {
    await given({ account: { timeout: 3_000_000 } });
    const sequence = parts(wav, 20_000, 'patient');
    const held = emulator.fault({ kind: 'upload-stalled', afterBytes: 30_000 });
    ledger.post(...sequence.slice(0, 2));
    await held.reached;
    held.release();
    assert.deepEqual(textsOf(await ledger.sayAll(sequence.slice(2))), [TEXT]);
    await ledger.balance();
  });

  it('of more than 256 MB that the network does not take are OVERFLOW', async () => {
    const many = makes(`
      if (!msg.many) return msg;
      const block = Buffer.alloc(1024 * 1024);
      const header = msg.payload.subarray(0, 44);
      for (let index = 0; index < msg.many; index++) {
        node.send({ payload: index ? block : header, parts: { id: msg._msgid, index, type: 'buffer', ch: '' } });
      }`);
    await given({ before: [many] });
    emulator.fault({ kind: 'upload-stalled', afterBytes: 1_000_000 });
    const { outputs, error } = await ledger.say({ payload: wav, many: 300 }, 300);
    assert.deepEqual(outputs, []);
    assert.equal(error?.code, 'OVERFLOW');
    assert.match(error?.message ?? '', /256 MB/);
    emulator.clearFaults();
    await ledger.balance();
  });
});
