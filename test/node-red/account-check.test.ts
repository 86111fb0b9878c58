import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { selfSigned } from '../helpers/certificate.js';
import { type FlowNode, type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { startProxy } from '../helpers/proxy.js';

const KEY = 'dg-key-2b7e151628aed2a6';
const OTHER = 'dg-key-abf7158809cf4f3c';
const TYPED = 'dg-typed-603deb1015ca71be';

/** Whoever has logged in may read only; others may do everything. */
const ADMIN_AUTH = `adminAuth: {
  type: 'credentials',
  users: (username) => Promise.resolve({ username, permissions: 'read' }),
  authenticate: (username) => Promise.resolve({ username, permissions: 'read' }),
  default: () => Promise.resolve({ anonymous: true, permissions: '*' }),
},
envVarExcludes: ['WITHHELD_KEY'],`;

describe("the editor's check of an account", () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let elsewhere: Emulator;
  const answers: string[] = [];

  before(async () => {
    const env = { CHECK_KEY: KEY, WITHHELD_KEY: KEY, DEEPGRAM_API_KEY: OTHER };
    [nodeRed, emulator, elsewhere] = await Promise.all([
      startNodeRed({ env, settings: ADMIN_AUTH }),
      startEmulator({ key: KEY }),
      startEmulator({ key: TYPED }),
    ]);
  });
  after(async () => {
    await Promise.all([nodeRed.stop(), emulator.close(), elsewhere.close()]);
  });
  beforeEach(() => deploy());

  const deploy = (account: Record<string, unknown> = {}, more: FlowNode[] = []) =>
    nodeRed.deploy([
      {
        ...{ id: 'account', type: 'deepgram-config', url: emulator.url, auth: 'key' },
        ...{ credentials: { apiKey: KEY }, ...account },
      },
      ...more,
    ]);

  async function post(body: unknown, more: RequestInit = {}) {
    const response = await fetch(`${nodeRed.url}/deepgram-config/check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...more,
    });
    const text = await response.text();
    answers.push(text);
    return { status: response.status, text };
  }

  /** The outcome, or why the settings can't be right. */
  async function check(body: unknown): Promise<string | undefined> {
    const { status, text } = await post(body);
    assert.equal(status, 200);
    const { outcome, reason } = JSON.parse(text) as { outcome: string; reason?: string };
    return reason ?? outcome;
  }

  const values = (more: Record<string, string> = {}) => ({
    ...{ id: 'account', url: emulator.url, auth: 'key' },
    ...more,
  });

  it('checks an account as it is deployed', async () => {
    assert.equal(await check({ id: 'account' }), 'valid');
    await deploy({ credentials: { apiKey: OTHER } });
    assert.equal(await check({ id: 'account' }), 'wrongKey');
    await deploy({ url: '$' + '{CHECK_URL}' });
    assert.equal(await check({ id: 'account' }), 'urlInvalid');
  });

  it('checks an account that was never deployed, with the values that were typed', async () => {
    const { id: _, ...typed } = values({ apiKey: KEY });
    assert.equal(await check(typed), 'valid');
    assert.equal(await check({ ...typed, id: 'new' }), 'valid');
    assert.equal(await check({ ...typed, apiKey: OTHER }), 'wrongKey');
    assert.equal(await check({ id: 'new', url: emulator.url }), 'keyMissingElsewhere');
    assert.equal(await check({ id: 'new' }), 'accountNotDeployed');
  });

  it('takes the key that Node-RED keeps where none was typed, and one that was typed before it', async () => {
    assert.equal(await check(values()), 'valid');
    assert.equal(await check(values({ apiKey: OTHER })), 'wrongKey');
    assert.equal(await check(values({ apiKey: '' })), 'keyMissingElsewhere');
    assert.equal(await check(values({ auth: 'none' })), 'keyWanted');
    assert.equal(await check(values({ auth: 'token' })), 'wrongKey');
  });

  it('sends the key that Node-RED keeps to no other address than that of its account', async () => {
    const before = elsewhere.requests.length;
    for (const url of [
      elsewhere.url,
      emulator.url.replace('127.0.0.1', 'localhost'),
      emulator.url.replace('http:', 'https:'),
      'https://api.deepgram.com',
      `${emulator.url}/elsewhere`,
    ]) {
      assert.equal(await check(values({ url })), 'keyForOtherAddress', url);
    }
    assert.equal(elsewhere.requests.length, before);
    assert.equal(await check(values({ url: elsewhere.url, apiKey: TYPED })), 'valid');
    assert.equal(await check(values({ url: elsewhere.url, auth: 'none' })), 'keyWanted');
    const told = elsewhere.requests.slice(before).map(({ headers }) => headers.authorization);
    assert.deepEqual(told, [`Token ${TYPED}`, undefined]);
  });

  it('sends the key that Node-RED keeps by no other way than that of its account: neither TLS nor proxy', async () => {
    const proxy = await startProxy();
    const ways = [
      { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: false },
      { id: 'proxy', type: 'http proxy', url: proxy.url, noproxy: [] },
    ];
    await deploy({}, ways);
    const { length } = emulator.requests;
    for (const way of [{ tls: 'tls' }, { proxy: 'proxy' }] as Record<string, string>[]) {
      assert.equal(await check(values(way)), 'keyForOtherAddress');
      assert.equal(await check(values({ ...way, auth: 'none' })), 'keyWanted');
    }
    assert.ok(emulator.requests.slice(length).every(({ headers }) => headers.authorization === undefined));
    await deploy({ proxy: 'proxy', tls: 'tls' }, ways);
    assert.equal(await check(values({ proxy: 'proxy', tls: 'tls' })), 'valid');
    assert.equal(await check(values({ tls: 'tls' })), 'keyForOtherAddress');
    proxy.close();
  });

  it('sends no key anywhere that was deployed for an address which is none', async () => {
    await deploy({ url: 'nowhere' });
    assert.equal(await check(values()), 'keyForOtherAddress');
  });

  it('replaces environment variables as a deploy does, and tells none that settings.js withholds', async () => {
    assert.equal(await check(values({ apiKey: '$' + '{CHECK_KEY}' })), 'valid');
    assert.equal(await check(values({ apiKey: '$(CHECK_KEY)' })), 'valid');
    const { length } = emulator.requests;
    for (const id of ['account', 'new']) {
      for (const name of ['WITHHELD_KEY', 'NOT_SET', '__proto__']) {
        assert.equal(await check(values({ id, apiKey: `$\{${name}}` })), 'keyMissingElsewhere');
      }
    }
    assert.equal(await check(values({ url: '$' + '{CHECK_URL}', apiKey: KEY })), 'variableUnset');
    // What is not the whole value stays as it is.
    assert.equal(await check(values({ apiKey: '${CHECK_KEY}x' })), 'wrongKey');
    assert.equal(emulator.requests.length, length + 1);
  });

  const idle = {
    'in the template of a subflow': { z: 'sub' },
    'that is disabled': { d: true },
    'on a tab that is disabled': { z: 'off' },
  };
  for (const [where, place] of Object.entries(idle)) {
    it(`goes by what is deployed of an account ${where}, although Node-RED makes no node of it`, async () => {
      const around = [
        { id: 'sub', type: 'subflow', name: '', in: [], out: [] },
        { id: 'off', type: 'tab', label: '', disabled: true },
      ];
      await deploy(place, around);
      assert.equal(await check({ id: 'account' }), 'valid');
      assert.equal(await check(values()), 'valid');
      assert.equal(await check(values({ apiKey: OTHER })), 'wrongKey');
      assert.equal(await check(values({ url: elsewhere.url })), 'keyForOtherAddress');
      assert.equal(await check(values({ url: 'https://api.deepgram.com' })), 'keyForOtherAddress');
      await deploy({ ...place, credentials: { apiKey: '$' + '{CHECK_KEY}' } }, around);
      assert.equal(await check(values()), 'valid');
      await deploy({ ...place, credentials: { apiKey: '' } }, around);
      assert.equal(await check(values()), 'keyMissingElsewhere');
    });
  }

  it("knows the variables of Node-RED's own settings, for an account that was never deployed as well", async () => {
    const env = [{ name: 'HOUSE_KEY', value: KEY, type: 'str' }];
    await deploy({}, [{ id: 'house', type: 'global-config', env, name: '', modules: {} }]);
    for (const id of ['account', 'new']) {
      assert.equal(await check(values({ id, apiKey: '$' + '{HOUSE_KEY}' })), 'valid');
    }
  });

  it('goes by TLS and proxy as they are deployed, and says so where they are not', async () => {
    const certificate = await selfSigned();
    const [secure, proxy] = await Promise.all([startEmulator({ key: KEY, tls: certificate }), startProxy()]);
    const tls = {
      ...{ id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: true },
      credentials: { cadata: certificate.cert },
    };
    const typed = values({ url: secure.url, apiKey: KEY });
    assert.equal(await check({ ...typed, tls: 'tls' }), 'tlsNotDeployed');
    assert.equal(await check({ ...typed, proxy: 'proxy' }), 'proxyNotDeployed');
    assert.equal(await check({ ...typed, proxy: 'account' }), 'proxyNotDeployed');
    await deploy({}, [tls, { id: 'proxy', type: 'http proxy', url: proxy.url, noproxy: [] }]);
    assert.equal(await check(typed), 'certificateSelfSigned');
    assert.equal(await check({ ...typed, tls: 'tls', proxy: 'proxy' }), 'valid');
    assert.equal(proxy.tunnels.length, 1);
    proxy.close();
    await secure.close();
  });

  it('asks no more when the dialog is no longer waiting', async () => {
    const held = emulator.fault({ kind: 'hold' });
    const leaving = new AbortController();
    const posting = post({ id: 'account' }, { signal: leaving.signal });
    await held.reached;
    leaving.abort();
    await assert.rejects(posting, { name: 'AbortError' });
    await emulator.waitForAbort();
    held.release();
  });

  it('is for those only who may change accounts', async () => {
    const login = {
      client_id: 'node-red-editor',
      grant_type: 'password',
      scope: '',
      username: 'ann',
      password: 'x',
    };
    const response = await fetch(`${nodeRed.url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(login),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    assert.equal((await fetch(`${nodeRed.url}/flows`, { headers })).status, 200);
    const { length } = emulator.requests;
    assert.deepEqual(await post({ id: 'account' }, { headers }), { status: 401, text: '' });
    assert.equal(emulator.requests.length, length);
  });

  it('takes nothing but what the editor sends', async () => {
    const { length } = emulator.requests;
    for (const body of [
      {},
      [],
      ['account'],
      { other: 'x' },
      { url: 5 },
      { id: { toString: 'account' } },
      { id: 'account', tls: null },
      values({ apiKey: 'x'.repeat(10_000) }),
    ]) {
      const { status, text } = await post(body);
      assert.deepEqual([status, JSON.parse(text).reason], [400, 'trialUnreadable'], JSON.stringify(body));
    }
    assert.equal((await post(null)).status, 400);
    assert.equal((await post(values({ apiKey: 'x'.repeat(6_000_000) }))).status, 413);
    // What any page of the web can make a browser send.
    for (const body of [new URLSearchParams({ id: 'account' }), JSON.stringify({ id: 'account' })]) {
      assert.equal((await post(undefined, { headers: {}, body })).status, 415);
    }
    assert.equal(emulator.requests.length, length);
    const get = await fetch(`${nodeRed.url}/deepgram-config/check?id=account`);
    assert.equal(get.status, 404);
  });

  it('takes nothing that a browser says to come from another site, whatever that is', async () => {
    const { length } = emulator.requests;
    const from = (site: string) => ({ 'content-type': 'application/json', 'sec-fetch-site': site });
    const headers = from('cross-site');
    assert.deepEqual(await post({ id: 'account' }, { headers }), { status: 403, text: '' });
    for (const path of [
      'deepgram-config/catalog',
      'deepgram-config/catalog/typed',
      'deepgram-speak/sample',
      'deepgram-speak/cache/empty',
    ]) {
      const { status } = await fetch(`${nodeRed.url}/${path}`, { method: 'POST', headers, body: '{}' });
      assert.equal(status, 403, path);
    }
    assert.equal(emulator.requests.length, length);
    assert.equal((await post({ id: 'account' }, { headers: from('same-origin') })).status, 200);
  });

  it('shows no key: neither in an answer, nor in the log, nor in the address of a request', () => {
    assert.ok(answers.length > 40);
    assert.match(nodeRed.log(), /\[trace\]/);
    const paths = [...emulator.requests, ...elsewhere.requests].map(({ path, query }) => `${path}?${query}`);
    for (const text of [...answers, ...paths, nodeRed.log()]) {
      for (const key of [KEY, OTHER, TYPED]) assert.equal(text.includes(key), false);
    }
  });
});
