import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { VOICES } from '../../src/speak/voices.js';
import { closedPort } from '../helpers/closed-port.js';
import { decode, probe } from '../helpers/ffmpeg.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';

const AURA = 'aura-2-thalia-en';
const FLUX = 'flux-kit-en';
const TYPED_KEY = 'a-key-that-was-just-typed';

const EXTENSIONS: Record<string, string> = {
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'audio/aac': 'aac',
};

interface Told {
  readonly error: {
    readonly code: string;
    readonly reason: string;
    readonly values: Record<string, unknown>;
    readonly problems?: readonly { readonly parameter: string; readonly reason: string }[];
  };
}

/** Parameters, and what a browser gets for them: the type, ffmpeg's name of the codec, and Hz. */
type Row = readonly [
  params: Record<string, unknown>,
  type: string,
  codec: string,
  rate: number | undefined,
  more?: object,
];

const ROWS: Record<string, readonly Row[]> = {
  [AURA]: [
    [{}, 'audio/mpeg', 'mp3', undefined],
    [{ encoding: 'mp3', bit_rate: 32000, speed: 1.3 }, 'audio/mpeg', 'mp3', undefined],
    [{ encoding: 'linear16', container: 'none', sample_rate: 8000 }, 'audio/wav', 'pcm_s16le', 8000],
    [{ encoding: 'linear16', sample_rate: 48000 }, 'audio/wav', 'pcm_s16le', 48000],
    [{ encoding: 'mulaw', container: 'none' }, 'audio/wav', 'pcm_mulaw', 8000],
    [{ encoding: 'alaw', container: 'wav', sample_rate: 16000 }, 'audio/wav', 'pcm_alaw', 16000],
    [{ encoding: 'opus', bit_rate: 24000 }, 'audio/ogg', 'opus', 48000],
    [{ encoding: 'flac', sample_rate: 16000 }, 'audio/flac', 'flac', 16000],
    [{ encoding: 'aac' }, 'audio/aac', 'aac', undefined],
    [{ encoding: 'flac', sample_rate: 16000 }, 'audio/mpeg', 'mp3', undefined, { mp3: true }],
    [
      { encoding: 'linear16', container: 'none', sample_rate: 24000 },
      'audio/wav',
      'pcm_s16le',
      24000,
      { stream: true },
    ],
  ],
  [FLUX]: [
    [{ encoding: 'mp3', bit_rate: 8000, expressivity: 2 }, 'audio/mpeg', 'mp3', undefined],
    [{ encoding: 'linear16', sample_rate: 44100, speed: 0.8 }, 'audio/wav', 'pcm_s16le', 44100],
    [{ encoding: 'mulaw', sample_rate: 8000 }, 'audio/wav', 'pcm_mulaw', 8000, { stream: true }],
  ],
};

describe('a sample of a voice, as the editor asks for it', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    emulator.clearFaults();
    await nodeRed.deploy(speakFlow({ url: emulator.url }));
  });
  afterEach(() => emulator.clearFaults());

  const account = (more: object = {}) => ({ id: 'account', url: emulator.url, auth: 'key', ...more });

  function ask(body: object, { at = nodeRed, signal }: { at?: NodeRed; signal?: AbortSignal } = {}) {
    return fetch(`${at.url}/deepgram-speak/sample`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account: account(), model: AURA, params: {}, ...body }),
      ...(signal && { signal }),
    });
  }

  async function refused(body: object): Promise<Told['error']> {
    const answer = await ask(body);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/json');
    const text = await answer.text();
    assert.ok(!text.includes(TYPED_KEY) && !text.includes('emulator-key'), text);
    return (JSON.parse(text) as Told).error;
  }

  for (const [model, rows] of Object.entries(ROWS)) {
    for (const [params, type, codec, rate, more] of rows) {
      it(`is ${type} where ${model} is set to ${JSON.stringify({ ...params, ...more })}`, async () => {
        const answer = await ask({ model, params, ...more });
        assert.equal(answer.headers.get('content-type'), type, await answer.clone().text());
        const audio = Buffer.from(await answer.arrayBuffer());
        const extension = EXTENSIONS[type] ?? '';
        const [probed, { samples, complaints }] = await Promise.all([
          probe(audio, extension),
          decode(audio, extension, 16000),
        ]);
        assert.equal(complaints, '');
        assert.deepEqual([probed.streams, probed.codec], [1, codec]);
        if (rate !== undefined) assert.equal(probed.sampleRate, rate);
        const seconds = samples.length / 2 / 16000;
        assert.ok(seconds > 2 && seconds < 8, `${seconds} s`);
        assert.ok(loudness(samples) > 0.005, 'it is not silent');
        const sent = emulator.requests.at(-1);
        assert.equal(sent?.path, model === FLUX ? '/v2/speak' : '/v1/speak');
        for (const name of ['speed', 'expressivity', 'bit_rate'])
          assert.equal(sent?.query.get(name) ?? undefined, params[name]?.toString(), name);
      });
    }
  }

  it('is a sentence in the language of the voice, in English where that is not known', async () => {
    const languageOf = (model: string) => model.slice(-2);
    const first = new Map(VOICES.map(({ model }) => [languageOf(model), model]));
    const said: string[] = [];
    for (const model of first.values()) {
      const answer = await ask({ model });
      assert.equal(answer.headers.get('content-type'), 'audio/mpeg');
      await answer.arrayBuffer();
      assert.equal(emulator.requests.at(-1)?.query.get('model'), model);
      said.push(JSON.parse(emulator.requests.at(-1)?.body ?? '{}').text);
    }
    const begins = Object.fromEntries(
      [...first.keys()].map((language, index) => [language, said[index]?.slice(0, 5)]),
    );
    const latin = { en: 'Hello', es: '¡Hola', de: 'Hallo', fr: 'Bonjo', it: 'Ciao!', nl: 'Hallo' };
    assert.deepEqual(begins, { ...latin, ja: 'こんにちは' });
    assert.equal(new Set(said).size, said.length);
    await (await ask({ model: 'somebody-new' })).arrayBuffer();
    assert.match(JSON.parse(emulator.requests.at(-1)?.body ?? '{}').text, /^Hello/);
  });

  it('is spoken through an account that was never deployed, with the key that was typed', async () => {
    const answer = await ask({ account: { ...account({ apiKey: emulator.key }), id: 'new' } });
    assert.equal(answer.headers.get('content-type'), 'audio/mpeg');
    await answer.arrayBuffer();
    assert.equal(emulator.requests.at(-1)?.headers.authorization, `Token ${emulator.key}`);
  });

  it('is none where the server refuses, with the error that the node would have, once, and without the key', async () => {
    const asked = emulator.requests.length;
    assert.equal((await refused({ account: account({ apiKey: TYPED_KEY }) })).code, 'AUTH');
    emulator.fault({ kind: 'status', status: 402 });
    assert.equal((await refused({})).code, 'PAYMENT_REQUIRED');
    emulator.fault({ kind: 'status', status: 503 });
    const { code, reason, values } = await refused({});
    assert.deepEqual([code, reason, values.status], ['SERVER', 'SERVER', 503]);
    assert.equal(emulator.requests.length, asked + 3);
    assert.ok(!nodeRed.log().includes(TYPED_KEY));
  });

  it('is none where the account can not be used', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const lost = await refused({ account: account({ url, apiKey: TYPED_KEY }) });
    assert.deepEqual([lost.code, lost.values.errno], ['NETWORK', 'ECONNREFUSED']);
    const elsewhere = await refused({ account: account({ url: 'http://127.0.0.1:1' }) });
    assert.deepEqual([elsewhere.code, elsewhere.reason], ['CONFIG', 'keyForOtherAddress']);
    const keyless = await refused({ account: account({ apiKey: '' }) });
    assert.deepEqual([keyless.code, keyless.reason], ['CONFIG', 'keyMissingElsewhere']);
    assert.equal((await refused({ account: 'account' })).code, 'BAD_REQUEST');
    assert.equal((await refused({ model: ' ' })).reason, 'modelMissing');
  });

  it('is none, and nothing is sent, where Deepgram would refuse the parameters', async () => {
    const asked = emulator.requests.length;
    const wrong = async (body: object) =>
      (await refused(body)).problems?.map(({ parameter, reason }) => `${parameter} ${reason}`);
    assert.deepEqual(await wrong({ params: { encoding: 'mp3', sample_rate: 8000, speed: 9 } }), [
      'sample_rate notApplicable',
      'speed outOfRange',
    ]);
    assert.deepEqual(await wrong({ params: { encoding: 'mp3' }, stream: true }), ['encoding notAllowed']);
    assert.deepEqual(await wrong({ params: { callback: 'https://red.example.org' } }), [
      'callback byDelivery',
    ]);
    assert.equal(emulator.requests.length, asked);
  });

  it('is spoken without what only the tab of the node knows', async () => {
    const answer = await ask({
      params: { encoding: 'mp3', speed: '$' + '{TAB_SPEED}', bit_rate: '$(RATE)' },
    });
    assert.equal(answer.headers.get('content-type'), 'audio/mpeg', await answer.clone().text());
    await answer.arrayBuffer();
    const { query } = emulator.requests.at(-1) ?? {};
    assert.deepEqual(
      [query?.get('encoding'), query?.has('speed'), query?.has('bit_rate')],
      ['mp3', false, false],
    );
  });

  it('is not read any further than a sentence could be long', async () => {
    emulator.fault({ kind: 'huge', bytes: 64 * 1024 * 1024 });
    const aborted = emulator.waitForAbort();
    assert.deepEqual((await refused({})).values, { limit: 4 });
    await aborted;
  });

  it('is no longer asked for when the person has left', async () => {
    const { reached } = emulator.fault({ kind: 'hold' });
    const leaving = new AbortController();
    const answer = ask({}, { signal: leaving.signal });
    await reached;
    const aborted = emulator.waitForAbort((request) => request === emulator.requests.at(-1));
    leaving.abort();
    await assert.rejects(answer, { name: 'AbortError' });
    await aborted;
  });

  it('is for nobody who may only read', async () => {
    const auth = "adminAuth: { type: 'credentials', users: [], default: { permissions: 'read' } },";
    const guarded = await startNodeRed({ settings: auth });
    try {
      const asked = emulator.requests.length;
      const answer = await ask({ account: account({ apiKey: emulator.key }) }, { at: guarded });
      assert.equal(answer.status, 401);
      assert.equal(emulator.requests.length, asked);
    } finally {
      await guarded.stop();
    }
  });
});

/** Root mean square of 16-bit samples, 0 to 1. */
function loudness(samples: Buffer): number {
  let sum = 0;
  for (let at = 0; at + 1 < samples.length; at += 2) sum += (samples.readInt16LE(at) / 32768) ** 2;
  return Math.sqrt(sum / (samples.length / 2));
}
