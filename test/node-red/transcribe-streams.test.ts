import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { parts, say } from '../helpers/recordings.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import { makes, type TranscribeFlowOptions, transcribeFlow } from '../helpers/transcribe-flow.js';

/**
 * Makes a stream of `begin`, which then stops without an end. When it is destroyed, `destroyed` is told so, and it
 * emits an error, which ends a process where nobody listens.
 */
const STREAMS = {
  ...makes(`
    if (!msg.begin) return [msg, null];
    const { begin } = msg;
    msg.payload = new stream.Readable({
      read() { if (begin.length && !this.told) this.push(begin); this.told = true; },
      destroy(_error, done) { node.send([null, {}]); done(new Error('unplugged')); },
    });
    return [msg, null];`),
  outputs: 2,
};

describe('deepgram-transcribe and streams of others', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let wav: Buffer;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    wav = await say(emulator, 'Ready.');
  });

  async function deploy(options: Partial<TranscribeFlowOptions>): Promise<void> {
    const flow = transcribeFlow({ url: emulator.url, before: [STREAMS], ...options });
    const wired = flow.map((node) =>
      node.id === 'make' ? { ...node, wires: [['transcribe'], ['destroyed']] } : node,
    );
    await nodeRed.deploy([...wired, onTab('destroyed', 'test-sink')]);
  }

  /** Waits until so many streams are destroyed, and have said so with an error. */
  async function untilDestroyed(count = 1): Promise<void> {
    await nodeRed.until('destroyed', count);
    await nodeRed.resources();
  }

  describe('that stop without an end', () => {
    let ledger: Ledger;
    before(async () => {
      await deploy({ account: { timeout: 1 } });
      ledger = await openLedger(nodeRed, { payload: wav });
    });
    afterEach(() => ledger.balance());

    for (const [what, bytes] of [
      ['before they begin', 0],
      ['before it is told what they are', 100],
      ['while they are sent', 20_000],
    ] as const) {
      it(`are TIMEOUT after the account's timeout, and are destroyed: ${what}`, async () => {
        const before = nodeRed.received('destroyed').length;
        const { outputs, error } = await ledger.say({ begin: wav.subarray(0, bytes) });
        assert.deepEqual(outputs, []);
        assert.equal(error?.code, 'TIMEOUT');
        assert.match(error?.message ?? '', /source of the audio .* 1 s/);
        await untilDestroyed(before + 1);
      });
    }
  });

  describe('that are refused unread are destroyed, and end nobody with an error of theirs:', () => {
    async function refused(code: string, message: object = {}): Promise<void> {
      nodeRed.send('in', { begin: wav, ...message });
      const [caught] = await nodeRed.until('caught');
      assert.equal((caught?.error as { code: string } | undefined)?.code, code);
      await untilDestroyed();
    }

    for (const [what, transcribe, code] of [
      ['without an account', { account: '' }, 'CONFIG'],
      ['where the result has no place', { output: 'topic.text' }, 'CONFIG'],
      ['where a path is wanted', { source: 'file' }, 'BAD_REQUEST'],
      ['without an address to deliver to', { delivery: 'callback' }, 'CONFIG'],
      ['where that address is gone', { delivery: 'callback', endpoint: 'gone' }, 'CONFIG'],
    ] as const) {
      it(what, async () => {
        await deploy({ transcribe });
        await refused(code, { topic: 'a text' });
      });
    }

    for (const [what, message, code] of [
      ['with a parameter that is none', { deepgramOptions: { punctuate: 'False' } }, 'BAD_REQUEST'],
      ['with options that are none', { deepgramOptions: [1] }, 'BAD_REQUEST'],
      ['without a model', { deepgramOptions: { model: null } }, 'CONFIG'],
      ['as a part of a sequence', { parts: { id: 'x', index: 0, type: 'buffer' } }, 'BAD_REQUEST'],
    ] as const) {
      it(what, async () => {
        await deploy({});
        await refused(code, message);
      });
    }

    it('as a part of a sequence, without an account', async () => {
      await deploy({ transcribe: { account: '' } });
      await refused('CONFIG', { parts: { id: 'x', index: 0, type: 'buffer' } });
    });

    it('as a part of a sequence that is over', async () => {
      await deploy({});
      const [first = {}, second = {}] = parts(wav, 20_000, 'over');
      nodeRed.send('in', { ...first, payload: 'no Buffer' });
      await nodeRed.until('caught');
      nodeRed.send('in', { ...second, begin: wav });
      await untilDestroyed();
      await nodeRed.until('completed');
      assert.equal(nodeRed.received('caught').length, 1);
    });
  });
});
