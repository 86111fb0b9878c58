import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { closedPort } from '../helpers/closed-port.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab, speakFlow } from '../helpers/speak-flow.js';

describe('deepgram-speak, bad input', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });
  beforeEach(() => emulator.clearFaults());
  after(() => emulator.clearFaults());

  describe('in a message', () => {
    let ledger: Ledger;

    before(async () => {
      await nodeRed.deploy(speakFlow({ url: emulator.url }));
      ledger = await openLedger(nodeRed);
    });
    afterEach(() => ledger.balance());

    const OPTIONS = { payload: 'Hello.' };
    const cases: [string, object, string, RegExp][] = [
      ['no text', { payload: '' }, 'BAD_REQUEST', /no text in msg\.payload/],
      ['nothing but white space', { payload: ' \n\t ' }, 'BAD_REQUEST', /no text in msg\.payload/],
      ['no payload at all', { topic: 'x' }, 'BAD_REQUEST', /no text in msg\.payload/],
      ['an object', { payload: { text: 'Hello.' } }, 'BAD_REQUEST', /msg\.payload.*object/],
      ['an array', { payload: ['Hello.'] }, 'BAD_REQUEST', /msg\.payload.*array/],
      ['a boolean', { payload: true }, 'BAD_REQUEST', /msg\.payload.*boolean/],
      ['NaN', { payload: Number.NaN }, 'BAD_REQUEST', /msg\.payload.*number/],
      [
        'bytes that are no text',
        { payload: Buffer.from([0xff, 0xfe, 0x00]) },
        'BAD_REQUEST',
        /msg\.payload.*bytes/,
      ],
      ['10 MB of text', { payload: 'So it goes. '.repeat(873_814) }, 'TOO_LARGE', /10485768 characters/],
      [
        'an unknown voice',
        { ...OPTIONS, deepgramOptions: { model: 'aura-9-nobody-xx' } },
        'BAD_REQUEST',
        /No such model/,
      ],
      [
        'an impossible combination',
        { ...OPTIONS, deepgramOptions: { encoding: 'mp3', container: 'none', sample_rate: 8000 } },
        'BAD_REQUEST',
        /container.*mp3.*sample rate.*mp3|container.*mp3.*sample_rate.*mp3/,
      ],
      [
        'an unknown encoding',
        { ...OPTIONS, deepgramOptions: { encoding: 'vorbis' } },
        'BAD_REQUEST',
        /vorbis/,
      ],
      [
        'a boolean that is none',
        { ...OPTIONS, deepgramOptions: { mip_opt_out: 'False' } },
        'BAD_REQUEST',
        /mip.opt.out/,
      ],
      [
        'a speed out of range',
        { ...OPTIONS, deepgramOptions: { speed: 3 } },
        'BAD_REQUEST',
        /speed.*0\.7.*1\.5/,
      ],
      [
        'a speed for a voice that has none',
        { ...OPTIONS, deepgramOptions: { model: 'aura-2-viktoria-de', speed: 1.1 } },
        'BAD_REQUEST',
        /speed.*voice/,
      ],
      ['an object as a parameter', { ...OPTIONS, deepgramOptions: { tag: { a: 1 } } }, 'BAD_REQUEST', /tag/],
      [
        'a callback among the options',
        { ...OPTIONS, deepgramOptions: { callback: 'https://x.example' } },
        'BAD_REQUEST',
        /callback/,
      ],
      ['options that are a list', { ...OPTIONS, deepgramOptions: [1] }, 'BAD_REQUEST', /options/],
      ['options that are text', { ...OPTIONS, deepgramOptions: 'speed=1' }, 'BAD_REQUEST', /options/],
      ['no voice', { ...OPTIONS, deepgramOptions: { model: null } }, 'CONFIG', /voice/],
      [
        'FLAC over the limit of one request',
        { payload: 'So it goes. '.repeat(200), deepgramOptions: { encoding: 'flac' } },
        'TOO_LARGE',
        /FLAC/,
      ],
    ];
    for (const [name, message, code, words] of cases) {
      it(`${name} is ${code}, in words`, async () => {
        const { outputs, error } = await ledger.say(message);
        assert.deepEqual(outputs, []);
        assert.equal(error?.code, code);
        assert.match(error?.message ?? '', words);
        assert.equal(typeof error?.cause.retryable, 'boolean');
      });
    }
  });

  describe('in the settings', () => {
    async function errorOf(options: Partial<Parameters<typeof speakFlow>[0]>) {
      await nodeRed.deploy(speakFlow({ url: emulator.url, ...options }));
      nodeRed.send('in', { payload: 'Hello.' });
      const [caught] = await nodeRed.until('caught');
      const status = await nodeRed.untilSome(
        'status',
        (message) => (message.status as { fill?: string }).fill === 'red',
      );
      assert.equal(nodeRed.received('out').length, 0);
      const error = caught?.error as { code: string; message: string; cause: Record<string, unknown> };
      return { ...error, shown: (status.status as { text: string }).text };
    }

    it('no key is CONFIG and says where one goes', async () => {
      const { code, message, shown } = await errorOf({ key: '' });
      assert.deepEqual([code, shown], ['CONFIG', 'no key']);
      assert.match(message, /DEEPGRAM_API_KEY/);
    });

    it('a wrong key is AUTH', async () => {
      const { code, shown, cause } = await errorOf({ key: 'not-the-key' });
      assert.deepEqual([code, shown, cause.status], ['AUTH', 'wrong key', 401]);
    });

    it('a key without the right is FORBIDDEN', async () => {
      const { code, cause } = await errorOf({ key: 'emulator-no-permission' });
      assert.deepEqual([code, cause.status, cause.errCode], ['FORBIDDEN', 401, 'INSUFFICIENT_PERMISSIONS']);
    });

    for (const url of [
      'api.deepgram.com',
      'http://',
      'ftp://x',
      'http://user:secret@127.0.0.1',
      'http://api.deepgram.com',
    ]) {
      it(`the base URL ${url} is CONFIG`, async () => {
        const { code, message } = await errorOf({ url });
        assert.equal(code, 'CONFIG');
        assert.match(message, /URL|https/);
        assert.doesNotMatch(message, /secret/);
      });
    }

    it('an account that is gone is CONFIG', async () => {
      assert.equal((await errorOf({ speak: { account: 'gone' } })).code, 'CONFIG');
    });

    it('a voice that is read from where there is none is CONFIG', async () => {
      assert.equal((await errorOf({ speak: { model: 'voice', modelType: 'msg' } })).code, 'CONFIG');
    });

    it('broken JSONata is BAD_REQUEST, and says what is broken', async () => {
      const { code, message } = await errorOf({ speak: { text: '$$(', textType: 'jsonata' } });
      assert.equal(code, 'BAD_REQUEST');
      assert.match(message, /"Text" can't be read: Expected/);
    });

    it('a fixed text that was left blank is BAD_REQUEST, and not the word payload', async () => {
      const { code, message } = await errorOf({ speak: { text: '', textType: 'str' } });
      assert.equal(code, 'BAD_REQUEST');
      assert.match(message, /"Text"/);
    });

    it('no key for another server than Deepgram says how the variable gets there', async () => {
      const { code, message } = await errorOf({ key: '' });
      assert.equal(code, 'CONFIG');
      assert.match(message, /\$\{DEEPGRAM_API_KEY\}/);
    });

    it('an output below something that is no object is CONFIG, before anything is sent', async () => {
      const { length } = emulator.requests;
      assert.equal((await errorOf({ speak: { output: 'payload.audio' } })).code, 'CONFIG');
      assert.equal(emulator.requests.length, length);
    });

    it('a host that does not exist is NETWORK, and says which', async () => {
      const { code, message, cause } = await errorOf({
        url: 'http://no-such-host.invalid',
        account: { retries: 0 },
      });
      assert.equal(code, 'NETWORK');
      assert.match(String(cause.errno), /ENOTFOUND|EAI_AGAIN/);
      assert.match(message, /no-such-host\.invalid/);
    });

    it('a port where nothing listens is NETWORK', async () => {
      const url = `http://127.0.0.1:${await closedPort()}`;
      const { code, shown } = await errorOf({ url, account: { retries: 0 } });
      assert.deepEqual([code, shown], ['NETWORK', 'not reached']);
    });

    it('TLS towards a server that speaks none is NETWORK', async () => {
      const { code, cause } = await errorOf({ url: emulator.url.replace('http:', 'https:') });
      assert.equal(code, 'NETWORK');
      assert.equal(cause.attempts, 1);
    });
  });

  describe('from the server', () => {
    let ledger: Ledger;

    before(async () => {
      await nodeRed.deploy(speakFlow({ url: emulator.url, account: { retries: 2 } }));
      ledger = await openLedger(nodeRed);
    });
    afterEach(async () => {
      emulator.clearFaults();
      await ledger.balance();
    });

    it('429 for ever is RATE_LIMITED after all retries', async () => {
      emulator.fault({ kind: 'status', status: 429, times: Number.POSITIVE_INFINITY });
      const { error } = await ledger.say({ payload: 'Hello.' });
      assert.equal(error?.code, 'RATE_LIMITED');
      assert.deepEqual([error?.cause.status, error?.cause.attempts, error?.cause.retryable], [429, 3, true]);
    });

    it('500 and then success is success', async () => {
      emulator.fault({ kind: 'status', status: 500, body: 'empty' });
      const { outputs, error } = await ledger.say({ payload: 'Hello.' });
      assert.equal(error, undefined);
      assert.equal(outputs.length, 1);
    });

    for (const body of ['legacy', 'modern', 'text', 'html', 'empty'] as const) {
      it(`502 for ever with a body of kind ${body} is SERVER, in one readable line`, async () => {
        emulator.fault({ kind: 'status', status: 502, body, times: Number.POSITIVE_INFINITY });
        const { error } = await ledger.say({ payload: 'Hello.' });
        assert.equal(error?.code, 'SERVER');
        assert.equal(error?.cause.status, 502);
        assert.match(error?.message ?? '', /^[^<>\n{}]{10,300}$/);
      });
    }

    it('silence is TIMEOUT', async () => {
      await nodeRed.deploy(speakFlow({ url: emulator.url, account: { timeout: 1 } }));
      ledger = await openLedger(nodeRed);
      emulator.fault({ kind: 'silence' });
      const { error } = await ledger.say({ payload: 'Hello.' });
      assert.equal(error?.code, 'TIMEOUT');
    });
  });

  it('a subscriber that is only half wired is no trouble: an error without a Catch node is logged', async () => {
    const flow = speakFlow({ url: emulator.url, key: 'not-the-key' }).filter(({ id }) => id !== 'catch');
    await nodeRed.deploy([...flow, { ...onTab('unused', 'test-sink') }]);
    nodeRed.send('in', { payload: 'Nobody catches this.' });
    await nodeRed.untilSome('status', (message) => (message.status as { fill?: string }).fill === 'red');
    assert.match(nodeRed.log(), /\[error\] \[deepgram-speak:speak\] .*key/);
  });
});
