import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Emulator } from '../../emulator/server.js';
import { closedPort } from '../helpers/closed-port.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { say } from '../helpers/recordings.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { makes, type TranscribeFlowOptions, transcribeFlow } from '../helpers/transcribe-flow.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Makes streams of what a message names. */
const STREAMS = makes(`
  const { payload: audio } = msg;
  const of = {
    strings: () => stream.Readable.from(['one', 'two']),
    objects: () => stream.Readable.from([{ a: 1 }]),
    nothing: () => stream.Readable.from([]),
    words: () => stream.Readable.from([Buffer.from('Just words. ')]),
    'what fails': () => stream.Readable.from((async function* () { yield audio.subarray(0, 20000); throw new Error('unplugged'); })()),
    'what fails at once': () => stream.Readable.from((async function* () { throw new Error('unplugged'); })()),
    'what throws no error': () => stream.Readable.from((async function* () { yield audio.subarray(0, 20000); throw 'unplugged'; })()),
    'what was destroyed': () => { const gone = stream.Readable.from([audio]); gone.destroy(); return gone; },
  };
  if (msg.stream) msg.payload = of[msg.stream]();
  if (msg.cycle) msg.payload = { msg };
  return msg;`);

describe('deepgram-transcribe, bad input', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let wav: Buffer;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    wav = await say(emulator, 'Ready.');
  });
  beforeEach(() => emulator.clearFaults());
  after(() => emulator.clearFaults());

  describe('in a message', () => {
    let ledger: Ledger;

    before(async () => {
      await nodeRed.deploy(transcribeFlow({ url: emulator.url, before: [STREAMS] }));
      ledger = await openLedger(nodeRed, { payload: wav });
    });
    afterEach(() => ledger.balance());

    const nobody = `http://127.0.0.1:9/a.wav`;
    const cases: [string, () => object, string, RegExp][] = [
      ['nothing', () => ({ payload: undefined }), 'BAD_REQUEST', /msg\.payload is no audio/],
      ['null', () => ({ payload: null }), 'BAD_REQUEST', /msg\.payload is no audio/],
      ['a number', () => ({ payload: 5 }), 'BAD_REQUEST', /msg\.payload is no audio/],
      ['an object', () => ({ payload: { audio: 1 } }), 'BAD_REQUEST', /msg\.payload is no audio/],
      ['an array of bytes', () => ({ payload: [82, 73, 70, 70] }), 'BAD_REQUEST', /msg\.payload is no audio/],
      ['what holds itself', () => ({ payload: 1, cycle: true }), 'BAD_REQUEST', /msg\.payload is no audio/],
      ['an empty text', () => ({ payload: '' }), 'BAD_REQUEST', /neither audio nor a URL/],
      ['an empty Buffer', () => ({ payload: Buffer.alloc(0) }), 'BAD_REQUEST', /empty/],
      ['text', () => ({ payload: Buffer.from('Just words.') }), 'BAD_REQUEST', /text, not audio/],
      ['JSON', () => ({ payload: Buffer.from('{"err_code":"X"}') }), 'BAD_REQUEST', /text, not audio/],
      ['HTML', () => ({ payload: Buffer.from('<!DOCTYPE html><p>502') }), 'BAD_REQUEST', /text, not audio/],
      ['a picture', () => ({ payload: PNG }), 'BAD_REQUEST', /image\/png/],
      ['noise', () => ({ payload: Buffer.from([1, 2, 0, 255, 254, 3]) }), 'BAD_REQUEST', /format/],
      ['a stream of strings', () => ({ stream: 'strings' }), 'BAD_REQUEST', /Buffers/],
      ['a stream of objects', () => ({ stream: 'objects' }), 'BAD_REQUEST', /Buffers/],
      ['a stream of nothing', () => ({ stream: 'nothing' }), 'BAD_REQUEST', /empty/],
      ['a stream of text', () => ({ stream: 'words' }), 'BAD_REQUEST', /text, not audio/],
      [
        'a stream that fails half-way',
        () => ({ payload: wav, stream: 'what fails' }),
        'BAD_REQUEST',
        /unplugged/,
      ],
      ['a stream that fails at once', () => ({ stream: 'what fails at once' }), 'BAD_REQUEST', /unplugged/],
      [
        'a stream that fails without an Error',
        () => ({ payload: wav, stream: 'what throws no error' }),
        'BAD_REQUEST',
        /unplugged/,
      ],
      [
        'a stream that is over',
        () => ({ payload: wav, stream: 'what was destroyed' }),
        'BAD_REQUEST',
        /stream/,
      ],
      ['a URL where nobody is', () => ({ payload: nobody }), 'BAD_REQUEST', /Deepgram refused/],
      [
        'bytes that begin like audio',
        () => ({ payload: Buffer.concat([wav.subarray(0, 12), Buffer.alloc(500, 1)]) }),
        'BAD_REQUEST',
        /corrupt or unsupported data/,
      ],
      [
        'bare samples of which nothing is said',
        () => ({ payload: wav.subarray(44) }),
        'BAD_REQUEST',
        /sample_rate/,
      ],
      [
        'bare samples without a rate',
        () => ({ payload: wav.subarray(44), deepgramOptions: { encoding: 'linear16' } }),
        'BAD_REQUEST',
        /sample_rate.*needed/,
      ],
      [
        'a model for live streams',
        () => ({ payload: wav, deepgramOptions: { model: 'flux-general-en' } }),
        'BAD_REQUEST',
        /flux-general-en/,
      ],
      [
        'a model that nobody knows',
        () => ({ payload: wav, deepgramOptions: { model: 'nova-99' } }),
        'FORBIDDEN',
        /does not have access/,
      ],
      ['no model', () => ({ payload: wav, deepgramOptions: { model: null } }), 'CONFIG', /./],
      [
        'a boolean that is none',
        () => ({ payload: wav, deepgramOptions: { punctuate: 'False' } }),
        'BAD_REQUEST',
        /punctuate/,
      ],
      [
        'parameters that exclude each other',
        () => ({ payload: wav, deepgramOptions: { diarize: true, diarize_model: 'latest' } }),
        'BAD_REQUEST',
        /diarize/,
      ],
      [
        'an object as a parameter',
        () => ({ payload: wav, deepgramOptions: { tag: { a: 1 } } }),
        'BAD_REQUEST',
        /tag/,
      ],
      [
        'a callback among the options',
        () => ({ payload: wav, deepgramOptions: { callback: 'https://x.example' } }),
        'BAD_REQUEST',
        /callback/,
      ],
      ['options that are a list', () => ({ payload: wav, deepgramOptions: [1] }), 'BAD_REQUEST', /options/],
      ['options that are text', () => ({ payload: wav, deepgramOptions: 'a=1' }), 'BAD_REQUEST', /options/],
    ];
    for (const [name, message, code, words] of cases) {
      it(`${name} is ${code}, in words`, async () => {
        const { outputs, error } = await ledger.say(message());
        assert.deepEqual(outputs, []);
        assert.equal(error?.code, code);
        assert.match(error?.message ?? '', words);
        assert.equal(typeof error?.cause.retryable, 'boolean');
      });
    }
  });

  it('F52 any message ends once, and Node-RED lives', async () => {
    await nodeRed.deploy(transcribeFlow({ url: emulator.url, account: { timeout: 1, retries: 0 } }));
    const ledger = await openLedger(nodeRed, { payload: wav });
    const anything = fc.anything({ withDate: true, withTypedArray: true, withBigInt: true, maxDepth: 2 });
    const payload = fc.oneof(anything, fc.constantFrom(wav, wav.subarray(0, 5000), Buffer.alloc(0)));
    const id = fc.constantFrom<unknown>('a', 'b', 5, null);
    const parts = fc.record(
      {
        id,
        type: fc.constantFrom('buffer', 'string'),
        index: fc.oneof(fc.nat(4), anything),
        count: anything,
      },
      { requiredKeys: ['type'] },
    );
    const message = fc.record(
      { payload, parts: fc.oneof(parts, anything), deepgramOptions: fc.oneof(fc.constant({}), anything) },
      { requiredKeys: ['payload'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 10, maxLength: 40 }), async (messages) => {
        await ledger.sayAll(messages);
      }),
      { numRuns: 6 },
    );
    await ledger.balance();
    assert.deepEqual((await nodeRed.resources()).prototype, []);
  });

  describe('in the settings', () => {
    async function errorOf(options: Partial<TranscribeFlowOptions>) {
      await nodeRed.deploy(transcribeFlow({ url: emulator.url, ...options }));
      nodeRed.send('in', { payload: wav });
      const [caught] = await nodeRed.until('caught');
      const status = await nodeRed.untilSome(
        'status',
        (message) => (message.status as { fill?: string }).fill === 'red',
      );
      assert.equal(nodeRed.received('out').length, 0);
      const error = caught?.error as { code: string; message: string; cause: Record<string, unknown> };
      return { ...error, shown: (status.status as { text: string }).text };
    }

    for (const [what, options, code, words] of [
      ['no account', { transcribe: { account: '' } }, 'CONFIG', /account/],
      ['an account that is gone', { transcribe: { account: 'gone' } }, 'CONFIG', /account/],
      ['no key', { account: { credentials: { apiKey: '' } } }, 'CONFIG', /DEEPGRAM_API_KEY/],
      ['a wrong key', { account: { credentials: { apiKey: 'wrong' } } }, 'AUTH', /key/],
      [
        'a model that is read where there is none',
        { transcribe: { model: 'x', modelType: 'msg' } },
        'CONFIG',
        /./,
      ],
      ['broken JSONata', { transcribe: { audio: '$$(', audioType: 'jsonata' } }, 'BAD_REQUEST', /"Audio"/],
      ['audio in a place without any', { transcribe: { audio: 'a.b.c' } }, 'BAD_REQUEST', /msg\.a\.b\.c/],
      ['no path', { transcribe: { source: 'file', audio: '', audioType: 'str' } }, 'BAD_REQUEST', /path/],
      ['an output that is no path', { transcribe: { output: 'a[' } }, 'CONFIG', /a\[/],
      ['a form that nobody knows', { transcribe: { result: 'poem', source: 'file' } }, 'BAD_REQUEST', /path/],
    ] as [string, Partial<TranscribeFlowOptions>, string, RegExp][]) {
      it(`${what}: ${code}`, async () => {
        const { length } = emulator.requests;
        const error = await errorOf(options);
        assert.equal(error.code, code);
        assert.match(error.message, words);
        assert.notEqual(error.shown, '');
        if (code !== 'AUTH') assert.equal(emulator.requests.length, length, 'nothing was sent');
      });
    }

    it('a port where nothing listens: NETWORK', async () => {
      const url = `http://127.0.0.1:${await closedPort()}`;
      const { code, shown } = await errorOf({ url, account: { retries: 0 } });
      assert.deepEqual([code, shown], ['NETWORK', 'not reached']);
    });
  });
});
