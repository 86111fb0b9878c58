import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import type { Catalog } from '../../src/node-red/catalog.js';
import { type AnsweringServer, startAnsweringServer } from '../helpers/answering-server.js';
import { selfSigned } from '../helpers/certificate.js';
import { closedPort } from '../helpers/closed-port.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { startProxy } from '../helpers/proxy.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';

const DEPLOYED = 'deepgram-config/catalog';
const TYPED = 'deepgram-config/catalog/typed';

describe('the catalog that dialogs ask for', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let server: AnsweringServer;

  before(async () => {
    // One of its own: what other tests have asked for is remembered.
    [nodeRed, emulator, server] = await Promise.all([
      sharedNodeRed(),
      startEmulator(),
      startAnsweringServer(),
    ]);
    await nodeRed.deploy(speakFlow({ url: emulator.url, key: 'kept-secret' }));
  });
  after(async () => {
    server.close();
    await emulator.close();
  });

  const post = (path: string, body: unknown, headers = {}) =>
    fetch(`${nodeRed.url}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const ask = async (path: string, body: unknown): Promise<Catalog> => {
    const response = await post(path, body);
    assert.equal(response.status, 200);
    return (await response.json()) as Catalog;
  };
  const typed = (url: string, more = {}) => ask(TYPED, { url, auth: 'none', ...more });
  /** Another server for the cache each time. */
  let paths = 0;
  const anew = () => `${server.url}/${++paths}`;

  it('has the voices and models of the account, asks for them once, and tells no key', async () => {
    const asked = await Promise.all([ask(DEPLOYED, { id: 'account' }), ask(DEPLOYED, { id: 'account' })]);
    assert.deepEqual(asked[0], asked[1]);
    assert.deepEqual(await typed(emulator.url), asked[0]);
    assert.deepEqual(emulator.requests.map(({ path }) => path).toSorted(), ['/v1/models', '/v2/models']);
    assert.ok(emulator.requests.every(({ headers }) => headers.authorization === undefined));
    const { voices, models, problem } = asked[0];
    assert.equal(problem, undefined);
    assert.deepEqual(
      voices.find(({ model }) => model === 'aura-2-draco-en'),
      {
        ...{ model: 'aura-2-draco-en', name: 'Draco', language: 'en-GB', gender: 'masculine' },
        ...{ accent: 'British', age: 'Adult', useCases: ['storytelling'] },
        tags: ['warm', 'approachable', 'trustworthy', 'baritone'],
        sample: `${emulator.url}/examples/aura-2-draco-en.mp3`,
      },
    );
    assert.ok(voices.some(({ model }) => model === 'flux-kit-en'));
    assert.ok(models.some(({ model, languages }) => model === 'nova-3-general' && languages.includes('de')));
  });

  it('tells why there is none, and asks the same server again a while later only', async () => {
    const port = await closedPort();
    assert.deepEqual(await typed(`http://127.0.0.1:${port}`), {
      ...{ voices: [], models: [] },
      problem: { reason: 'notReached', values: { host: `127.0.0.1:${port}` } },
    });
    let asked = 0;
    const url = anew();
    server.answer = (response) => {
      asked += 1;
      response.writeHead(503).end();
    };
    for (let times = 0; times < 3; times++) {
      assert.deepEqual((await typed(url)).problem, {
        reason: 'refused',
        values: { host: new URL(url).host, status: 503 },
      });
    }
    assert.equal(asked, 2);
  });

  it('is no trouble whatever a server answers', async () => {
    for (const body of ['', '<html>', 'null', '7', '[]', '{"tts":{}}', '{"tts":[{"canonical_name":7}]}']) {
      server.answer = (response) => response.end(body);
      assert.equal((await typed(anew())).problem?.reason, 'unreadable', body);
    }
    server.answer = (response) => {
      const piece = Buffer.alloc(1024 * 1024, ' ');
      for (let times = 0; times < 3; times++) response.write(piece);
      response.end('{}');
    };
    assert.equal((await typed(anew())).problem?.reason, 'unreadable');
  });

  it('has what a server knows that has no v2', async () => {
    server.answer = (response, { url }) => {
      if (url?.endsWith('/v2/models')) response.statusCode = 404;
      response.end('{"tts":[{"canonical_name":"aura-2-mine-en"}]}');
    };
    const { voices, problem } = await typed(anew());
    assert.equal(problem, undefined);
    assert.deepEqual(
      voices.map(({ model }) => model),
      ['aura-2-mine-en'],
    );
  });

  it('is asked for by the way of the account: through its proxy, with its TLS', async () => {
    const [secure, proxy] = await Promise.all([startEmulator({ tls: await selfSigned() }), startProxy()]);
    const files = { cert: '', key: '', ca: '' };
    const tlsNode = { id: 'tls', type: 'tls-config', name: '', verifyservercert: false, ...files };
    const proxyNode = { id: 'proxy', type: 'http proxy', name: '', url: proxy.url, noproxy: [] };
    await nodeRed.deploy(speakFlow({ url: emulator.url, more: [tlsNode, proxyNode] }));
    try {
      assert.equal((await typed(secure.url)).problem?.reason, 'certificate');
      assert.equal((await typed(secure.url, { tls: 'tls' })).problem, undefined);
      assert.equal((await typed(secure.url, { tls: 'tls', proxy: 'proxy' })).problem, undefined);
      assert.ok(proxy.tunnels.some(({ target }) => target === `127.0.0.1:${secure.port}`));
    } finally {
      proxy.close();
      await secure.close();
    }
  });

  it('is refused by name only for accounts that are deployed, and for bodies that are nothing', async () => {
    assert.equal((await ask(DEPLOYED, { id: 'nobody' })).problem?.reason, 'account');
    assert.equal((await post(DEPLOYED, { id: 'account', url: server.url })).status, 400);
    assert.equal((await post(DEPLOYED, [])).status, 400);
    assert.equal((await ask(TYPED, { url: 'no address' })).problem?.reason, 'account');
    assert.equal((await ask(TYPED, { url: 7 })).problem?.reason, 'account');
    assert.equal(
      (await post(TYPED, {}, { 'content-type': 'application/x-www-form-urlencoded' })).status,
      415,
    );
  });

  it('takes the right to change flows where an address is named, and to look at them where it is deployed', async () => {
    const guarded = await startNodeRed({
      settings: `adminAuth: { type: 'credentials', users: [], tokens: async (token) => ({ username: token, permissions: token }) }`,
    });
    try {
      const statusOf = async (path: string, body: object, token?: string) => {
        const { status } = await fetch(`${guarded.url}/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
          body: JSON.stringify(body),
        });
        return status;
      };
      const account = { url: emulator.url, auth: 'none' };
      assert.deepEqual(
        [await statusOf(DEPLOYED, { id: 'account' }), await statusOf(TYPED, account)],
        [401, 401],
      );
      assert.equal(await statusOf(DEPLOYED, { id: 'account' }, 'read'), 200);
      assert.ok([401, 403].includes(await statusOf(TYPED, account, 'read')));
      assert.equal(await statusOf(TYPED, account, '*'), 200);
    } finally {
      await guarded.stop();
    }
  });
});
