import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { lanAddress } from '../../src/announce/serve/lan-address.js';
import { ownAddress } from '../../src/node-red/audio-address.js';
import { callbackFlow } from '../helpers/callback-flow.js';
import { selfSigned } from '../helpers/certificate.js';
import { decode } from '../helpers/ffmpeg.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import { type NodeRed, type Received, startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab, type SpeakFlowOptions, speakFlow } from '../helpers/speak-flow.js';

const FILE = /^\/deepgram\/audio\/[0-9a-f]{32}\.mp3$/;

async function fetched(url: unknown): Promise<{ status: number; type: string | null; audio: Buffer }> {
  const response = await fetch(String(url));
  const audio = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), audio };
}

/** What a Catch node is told of a text that is not spoken. */
async function refused(
  { send, until }: NodeRed,
  payload: string,
): Promise<{ code: string; message: string }> {
  send('in', { payload });
  const [caught] = await until('caught');
  assert.ok(caught);
  return caught.error as { code: string; message: string };
}

describe('deepgram-speak, result: url', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ledger: Ledger;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    emulator.clearFaults();
  });

  async function given(
    speak: Record<string, unknown> = {},
    account: Record<string, unknown> = { audioUrl: nodeRed.url },
    more: SpeakFlowOptions['more'] = [],
  ): Promise<void> {
    await nodeRed.deploy(speakFlow({ url: emulator.url, account, speak: { result: 'url', ...speak }, more }));
    ledger = await openLedger(nodeRed);
  }

  async function spoken(message: object): Promise<Received> {
    const { outputs, error } = await ledger.say(message);
    assert.equal(error, undefined);
    assert.equal(outputs.length, 1);
    return outputs[0] ?? {};
  }

  it('gives a URL, by which the whole audio can be fetched', async () => {
    await given();
    const { payload, url, contentType, deepgram } = await spoken({ payload: 'Good morning.' });
    assert.equal(payload, url);
    assert.match(new URL(String(url)).pathname, FILE);
    assert.equal(new URL(String(url)).origin, nodeRed.url);
    assert.equal(contentType, 'audio/mpeg');
    const { status, type, audio } = await fetched(url);
    assert.deepEqual([status, type], [200, 'audio/mpeg']);
    const { samples, complaints } = await decode(audio, 'mp3', 22_050);
    assert.equal(complaints, '');
    assert.ok(
      samples.some((byte) => byte > 64 && byte < 192),
      'not silent',
    );
    assert.ok(Math.abs(samples.length / 2 / 22_050 - Number(deepgram?.duration)) < 0.06);
  });

  it('passes on the rest, takes out commands, and tells of the audio as with the audio itself', async () => {
    await given({ result: 'buffer' });
    const { deepgram: ofBuffer } = await spoken({ payload: 'Hello.' });
    await given();
    const more = {
      topic: 't',
      _msgid: 'abc',
      headers: { a: 1 },
      parts: { id: 'p', index: 0, type: 'string' },
    };
    const message = await spoken({ payload: 'Hello.', url: 'theirs', ...more, action: 'x', complete: true });
    const { payload: _payload, url: _url, contentType: _type, deepgram, ...rest } = message;
    assert.deepEqual(rest, more);
    const changing = { requestId: '', firstByteMs: 0, totalMs: 0 };
    assert.deepEqual({ ...deepgram, ...changing }, { ...ofBuffer, ...changing });
    await ledger.balance();
  });

  it('puts the URL where the output is set to as well, and the text stays where it was', async () => {
    await given({ output: 'media.url' });
    const { payload, media, url } = await spoken({ payload: 'Hello.', media: { volume: 3 } });
    assert.equal(payload, 'Hello.');
    assert.deepEqual(media, { volume: 3, url });
    await given({ output: 'url' });
    assert.match(String((await spoken({ payload: 'Hello.' })).url), /\.mp3$/);
  });

  it('refuses an output below msg.url before it asks Deepgram', async () => {
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { result: 'url', output: 'url.href' } }));
    const asked = emulator.requests.length;
    const { code } = await refused(nodeRed, 'Hello.');
    assert.equal(code, 'CONFIG');
    assert.equal(emulator.requests.length, asked);
  });

  const formats: [params: Record<string, unknown>, extension: string, type: string][] = [
    [{ encoding: 'linear16' }, 'wav', 'audio/wav'],
    [{ encoding: 'opus' }, 'ogg', 'audio/ogg'],
    [{ encoding: 'flac' }, 'flac', 'audio/flac'],
    [{ encoding: 'aac' }, 'aac', 'audio/aac'],
    [{ encoding: 'mulaw', container: 'none', sample_rate: 8000 }, 'ulaw', 'audio/mulaw;rate=8000'],
    [{ encoding: 'alaw', container: 'none', sample_rate: 8000 }, 'alaw', 'audio/alaw;rate=8000'],
    [{ encoding: 'linear16', container: 'none', sample_rate: 16000 }, 'pcm', 'audio/pcm;rate=16000'],
  ];
  for (const [params, extension, wanted] of formats) {
    it(`serves ${JSON.stringify(params)} as .${extension}, ${wanted}`, async () => {
      await given({ params });
      const { url, deepgram } = await spoken({ payload: 'Hello.' });
      assert.ok(String(url).endsWith(`.${extension}`), String(url));
      assert.equal(deepgram?.extension, extension);
      const { status, type, audio } = await fetched(url);
      assert.deepEqual([status, type], [200, wanted]);
      assert.ok(audio.length > 500);
      if (extension === 'wav') assert.equal(audio.readUInt32LE(40), audio.length - 44, 'true sizes');
    });
  }

  it('gives a URL of a long text too, joined', async () => {
    await given();
    const payload = 'This sentence is said again and again. '.repeat(55);
    const { url, deepgram } = await spoken({ payload });
    assert.equal(deepgram?.requests, 2);
    const { audio } = await fetched(url);
    const { samples } = await decode(audio, 'mp3', 22_050);
    assert.ok(Math.abs(samples.length / 2 / 22_050 - Number(deepgram?.duration)) < 0.2);
  });

  it('serves what was said before a deploy', async () => {
    await given();
    const { url } = await spoken({ payload: 'Before the deploy.' });
    const before = await fetched(url);
    await given({ model: 'aura-2-luna-en' });
    assert.deepEqual(await fetched(url), before);
    await nodeRed.deploy([{ id: 'empty', type: 'tab', label: 'empty' }]);
    assert.deepEqual(await fetched(url), before);
  });

  it('sends nothing of what was reset', async () => {
    await given();
    const { outputs, error } = await ledger.sayAll([{ payload: 'Never said.' }, { reset: true }]);
    assert.deepEqual([outputs, error], [[], undefined]);
  });

  describe('the address', () => {
    const urlWith = async (account: Record<string, unknown>, more: SpeakFlowOptions['more'] = []) => {
      await given({}, account, more);
      return new URL(String((await spoken({ payload: 'Hello.' })).url));
    };

    it('is what the account says, a path of a reverse proxy and a slash at its end included', async () => {
      for (const audioUrl of ['http://house.example/red', ' http://house.example/red/ ']) {
        const url = await urlWith({ audioUrl });
        assert.equal(url.origin, 'http://house.example');
        assert.match(url.pathname, /^\/red\/deepgram\/audio\/[0-9a-f]{32}\.mp3$/);
      }
    });

    it('is where Node-RED listens, where the account says nothing: nothing else leads there', async () => {
      assert.equal((await urlWith({})).origin, nodeRed.url);
      assert.equal((await urlWith({ audioUrl: ' ' })).origin, nodeRed.url);
    });

    for (const [audioUrl, reason] of [
      ['raspberrypi:1880', /can't be read/],
      ['ftp://192.168.1.10', /http:\/\/ or https:\/\//],
      ['http://me:secret@192.168.1.10', /user name/],
    ] as const) {
      it(`can’t be ${audioUrl}: nothing is asked of Deepgram then`, async () => {
        const account = { audioUrl };
        await nodeRed.deploy(speakFlow({ url: emulator.url, account, speak: { result: 'url' } }));
        const asked = emulator.requests.length;
        const { code, message } = await refused(nodeRed, 'Hello.');
        assert.equal(code, 'CONFIG');
        assert.match(message, reason);
        assert.ok(!message.includes('secret'));
        assert.equal(emulator.requests.length, asked);
      });
    }

    it('of a server that listens everywhere is this machine’s in its network, with the port it listens on', async () => {
      const { key, cert } = await selfSigned();
      const lan = lanAddress(networkInterfaces());
      const servers: [scheme: string, server: Server][] = [
        ['http', createServer()],
        ['https', createTlsServer({ key, cert })],
      ];
      for (const [scheme, server] of servers) {
        server.listen(0, '0.0.0.0');
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        const wanted = lan && `${scheme}://${lan.includes(':') ? `[${lan}]` : lan}:${port}`;
        assert.equal(ownAddress({ server, settings: {} }), wanted);
        server.close();
      }
    });

    it('has the port and scheme of settings.js while nothing listens yet', () => {
      const server = createServer();
      const portOf = (settings: object) => new URL(ownAddress({ server, settings }) ?? 'http://none:1').port;
      if (!lanAddress(networkInterfaces())) return;
      assert.equal(portOf({}), '1880');
      assert.equal(portOf({ uiPort: '1990' }), '1990');
      assert.match(String(ownAddress({ server, settings: { https: {} } })), /^https:/);
    });
  });
});

describe('deepgram-callback-in, for a job set to result: url', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    nodeRed = await sharedNodeRed();
    emulator = await startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } });
  });
  after(() => emulator.close());

  const flow = (audioUrl: string, speak: object = {}) => {
    const nodes = callbackFlow({
      ...{ publicUrl: nodeRed.url, url: emulator.url },
      speak: { result: 'url', ...speak },
    });
    return nodes.map((node) => (node.id === 'account' ? { ...node, audioUrl } : node));
  };

  it('puts the delivered audio into the store, and its URL where the audio would go', async () => {
    await nodeRed.deploy(flow(nodeRed.url, { output: 'media.src' }));
    nodeRed.send('in', { payload: 'Later.', topic: 'door', media: { volume: 3 } });
    const [accepted] = await nodeRed.until('accepted');
    assert.equal(accepted?.payload, 'Later.');
    assert.equal(accepted?.url, undefined);
    const [result] = await nodeRed.until('out');
    assert.equal(result?.payload, 'Later.');
    assert.equal(result?.topic, 'door');
    assert.deepEqual(result?.media, { volume: 3, src: result?.url });
    assert.equal(result?.contentType, 'audio/mpeg');
    assert.equal(result?.deepgram?.kind, 'speech');
    assert.equal(result?.deepgram?.extension, 'mp3');
    assert.match(new URL(String(result?.url)).pathname, FILE);
    const { status, audio } = await fetched(result?.url);
    assert.equal(status, 200);
    const { samples } = await decode(audio, 'mp3', 22_050);
    assert.ok(Math.abs(samples.length / 2 / 22_050 - Number(result?.deepgram?.duration)) < 0.06);
  });

  it('goes by the address that the account had, or by this machine’s', async () => {
    await nodeRed.deploy(flow('https://house.example/red'));
    nodeRed.send('in', { payload: 'Later.' });
    const [result] = await nodeRed.until('out');
    assert.match(
      String(result?.payload),
      /^https:\/\/house\.example\/red\/deepgram\/audio\/[0-9a-f]{32}\.mp3$/,
    );
    await nodeRed.deploy(flow(''));
    nodeRed.send('in', { payload: 'Later.' });
    const [other] = await nodeRed.until('out');
    assert.equal(new URL(String(other?.payload)).origin, nodeRed.url);
  });

  it('is refused at once where there could be no URL', async () => {
    await nodeRed.deploy(flow('raspberrypi'));
    const asked = emulator.requests.length;
    const { code } = await refused(nodeRed, 'Later.');
    assert.equal(code, 'CONFIG');
    assert.equal(emulator.requests.length, asked);
  });

  it('needs no address where the audio is delivered to a foreign URL', async () => {
    await nodeRed.deploy(
      flow('raspberrypi', { endpoint: '', callbackUrl: `${emulator.url}/nowhere`, callbackUrlType: 'str' }),
    );
    nodeRed.send('in', { payload: 'Later.' });
    const [accepted] = await nodeRed.until('accepted');
    assert.equal(accepted?.payload, 'Later.');
  });
});

describe('audio for players, as settings.js says', () => {
  let emulator: Emulator;
  let nodeRed: NodeRed | undefined;
  before(async () => {
    emulator = await sharedEmulator();
    emulator.clearFaults();
  });
  afterEach(async () => {
    await nodeRed?.stop();
    nodeRed = undefined;
  });

  async function start(settings: string, account: Record<string, unknown> = {}, env = {}): Promise<NodeRed> {
    nodeRed = await startNodeRed({ settings, env });
    await nodeRed.deploy(speakFlow({ url: emulator.url, account, speak: { result: 'url' } }));
    return nodeRed;
  }

  it('stands below httpNodeRoot, behind httpNodeMiddleware, at the address of an environment variable', async () => {
    const settings = `httpNodeRoot: '/api',
      httpNodeMiddleware: (request, response, next) => { response.setHeader('x-seen', '1'); next(); },`;
    const audioUrl = 'http://house.example:8123';
    const { send, until, url: own } = await start(settings, { audioUrl: '${HOUSE}' }, { HOUSE: audioUrl });
    send('in', { payload: 'Hello.' });
    const [message] = await until('out');
    const url = new URL(String(message?.url));
    assert.equal(url.origin, audioUrl);
    assert.match(url.pathname, /^\/api\/deepgram\/audio\/[0-9a-f]{32}\.mp3$/);
    const response = await fetch(`${own}${url.pathname}`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('x-seen'), '1');
    assert.equal((await fetch(`${own}${url.pathname.slice('/api'.length)}`)).status, 404);
  });

  it('can’t be served without httpNodeRoot: CONFIG says what helps, and nothing is asked of Deepgram', async () => {
    const own = await start('httpNodeRoot: false,');
    const asked = emulator.requests.length;
    const { code, message } = await refused(own, 'Hello.');
    assert.equal(code, 'CONFIG');
    assert.match(message, /httpNodeRoot/);
    assert.equal(emulator.requests.length, asked);
  });

  it('has no room for what is larger than deepgramSpeakStoreMB: OVERFLOW says what helps', async () => {
    const own = await start('deepgramSpeakStoreMB: 0.01,');
    const text = 'This announcement is a little too long for so small a store, and is not kept.';
    const { code, message } = await refused(own, text);
    assert.equal(code, 'OVERFLOW');
    assert.match(message, /deepgramSpeakStoreMB/);
  });

  it('has no room for what is delivered either: a Catch node gets the original message', async () => {
    const calling = await startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } });
    try {
      nodeRed = await startNodeRed({ settings: 'deepgramSpeakStoreMB: 0.001,' });
      const urls = { publicUrl: nodeRed.url, url: calling.url };
      await nodeRed.deploy(callbackFlow({ ...urls, speak: { result: 'url' } }));
      nodeRed.send('in', { payload: 'Later.', topic: 'door' });
      const [caught] = await nodeRed.until('caught');
      assert.equal((caught?.error as { code?: string } | undefined)?.code, 'OVERFLOW');
      assert.deepEqual([caught?.payload, caught?.topic], ['Later.', 'door']);
    } finally {
      await calling.close();
    }
  });

  it('asks for a password where httpNodeAuth does, and the dialog is told that and what a blank address means', async () => {
    // "secret" as Node-RED keeps it.
    const hash = '$2b$08$Kf0D2fJkqIwl8bKZ/Pg8w.yW3CJzzAJvM2lXxGhMUcDqNpBVTSxNO';
    const { send, until, url: own } = await start(`httpNodeAuth: { user: 'me', pass: '${hash}' },`);
    send('in', { payload: 'Hello.' });
    const [message] = await until('out');
    assert.equal((await fetch(String(message?.url))).status, 401);
    const { deepgramConfigAudioUrl, deepgramSpeakStoreMB } = (await (
      await fetch(`${own}/settings`)
    ).json()) as Record<string, unknown>;
    assert.deepEqual(deepgramConfigAudioUrl, { blank: own, httpNodeAuth: true });
    assert.equal(deepgramSpeakStoreMB, 200);
  });

  it('is served before any route of a flow, a catch-all too', async () => {
    const own = await start('');
    await own.deploy(
      speakFlow({
        url: emulator.url,
        speak: { result: 'url' },
        more: [
          { ...onTab('all', 'http in'), url: '/*', method: 'get', wires: [['answer']] },
          onTab('answer', 'http response'),
        ],
      }),
    );
    own.send('in', { payload: 'Hello.' });
    const [message] = await own.until('out');
    const { status, type } = await fetched(message?.url);
    assert.deepEqual([status, type], [200, 'audio/mpeg']);
    assert.equal((await fetched(`${own.url}/anything`)).status, 200);
  });
});
