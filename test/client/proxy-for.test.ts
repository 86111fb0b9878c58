import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { EnvHttpProxyAgent } from 'undici';
import { proxyFor } from '../../src/client/proxy-for.js';
import { startRawServer } from '../helpers/raw-server.js';

const isInvalid = { code: 'CONFIG', reason: 'proxyInvalid' };
const proxy = { url: 'http://10.0.0.1:3128', bypass: [] };

describe('the proxy of a socket', () => {
  it('is none without a setting and without an environment', () =>
    assert.equal(proxyFor(new URL('https://a.test'), undefined, {}), undefined));

  it('is the one that is set, whatever the environment says', () => {
    const environment = { https_proxy: 'http://10.0.0.2', no_proxy: '*' };
    assert.equal(proxyFor(new URL('https://a.test'), proxy, environment)?.url.href, 'http://10.0.0.1:3128/');
  });

  it("is given the credentials that are set, or else the address's own, and no other half", () => {
    const authorization = (url: string, more = {}) =>
      proxyFor(new URL('https://a.test'), { ...proxy, url, ...more }, {})?.authorization;
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    assert.equal(authorization('http://p', { username: 'ann', password: 'pa:ss' }), basic('ann:pa:ss'));
    assert.equal(authorization('http://p', { username: 'ann' }), basic('ann:'));
    assert.equal(authorization('http://b%20b:p%40ss@p'), basic('b b:p@ss'));
    assert.equal(authorization('http://bob@p'), undefined);
    assert.equal(authorization('http://bob:x@p', { username: 'ann', password: 'y' }), basic('ann:y'));
  });

  it('has no credentials in its address', () =>
    assert.equal(
      proxyFor(new URL('https://a.test'), { ...proxy, url: 'http://me:x@p:1/' }, {})?.url.href,
      'http://p:1/',
    ));

  for (const url of ['p.test:3128', '10.0.0.1:3128:x', 'socks5://p', 'http://', 'http://a:%zz@p']) {
    it(`is refused as ${url}`, () => {
      assert.throws(() => proxyFor(new URL('https://a.test'), { ...proxy, url }, {}), isInvalid);
      assert.throws(() => proxyFor(new URL('https://a.test'), undefined, { https_proxy: url }), isInvalid);
    });
  }

  describe('is found in the environment as undici finds it for requests', () => {
    const NAMES = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);
    const saved = NAMES.map((name) => [name, process.env[name]] as const);
    let one: RefusingProxy;
    let two: RefusingProxy;

    before(async () => {
      [one, two] = await Promise.all([startRefusingProxy(), startRefusingProxy()]);
    });
    beforeEach(() => {
      for (const name of NAMES) delete process.env[name];
    });
    after(async () => {
      for (const [name, value] of saved) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await Promise.all([one.close(), two.close()]);
    });

    /** The proxy that undici asks; undefined where it looks for the host itself. */
    async function askedBy(url: string): Promise<string | undefined> {
      let isDirect = false;
      const lookup: LookupFunction = (_, __, tell) => {
        isDirect = true;
        tell(new Error('not looked up'), '');
      };
      const counts = [one, two].map(({ count }) => count());
      const agent = new EnvHttpProxyAgent({ connect: { lookup } });
      const { origin } = new URL(url);
      await assert.rejects(agent.request({ origin, path: '/', method: 'GET' }));
      await agent.destroy();
      return isDirect ? undefined : [one, two].find(({ count }, i) => count() > (counts[i] ?? 0))?.url;
    }

    const [ONE, TWO] = ['ONE', 'TWO'] as const;
    type Row = [url: string, environment: Record<string, string>, expected: string | undefined];
    const bypasses: Row[] = [
      ['a.test', undefined],
      ['A.Test', undefined],
      ['test', undefined],
      ['.test', undefined],
      ['*.test', undefined],
      ['.a.test', undefined],
      ['b.test, a.test', undefined],
      ['b.test\ta.test', undefined],
      ['*', undefined],
      ['a.test:443', undefined],
      ['a.test:80', ONE],
      ['.a.tes', ONE],
      ['est', ONE],
      ['b.a.test', ONE],
      ['*, b.test', ONE],
      [' ', ONE],
    ].map(([no_proxy = '', expected]) => ['https://a.test', { https_proxy: ONE, no_proxy }, expected]);
    const table: Row[] = [
      ...bypasses,
      ['https://a.test', { https_proxy: ONE }, ONE],
      ['https://a.test', { HTTPS_PROXY: ONE }, ONE],
      ['https://a.test', { https_proxy: ONE, HTTPS_PROXY: TWO }, ONE],
      ['https://a.test', { https_proxy: ONE, http_proxy: TWO }, ONE],
      ['https://a.test', { http_proxy: ONE }, ONE],
      ['https://a.test', { https_proxy: '', http_proxy: ONE }, ONE],
      ['https://a.test', { http_proxy: '', HTTP_PROXY: ONE }, undefined],
      ['http://a.test', { https_proxy: ONE }, undefined],
      ['http://a.test', { HTTP_PROXY: ONE, https_proxy: TWO }, ONE],
      ['http://a.test:81', { http_proxy: ONE, no_proxy: '' }, ONE],
      ['https://a.test', { https_proxy: ONE, NO_PROXY: 'a.test' }, undefined],
      ['https://a.test', { https_proxy: ONE, no_proxy: '', NO_PROXY: 'a.test' }, ONE],
      ['https://b.a.test:8443', { https_proxy: ONE, no_proxy: 'a.test:8443' }, undefined],
    ];
    for (const [url, environment, expected] of table) {
      const title = Object.entries(environment).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      it(`${url} with ${title.join(' ')}: ${expected ?? 'none'}`, async () => {
        const addresses: Record<string, string> = { [ONE]: one.url, [TWO]: two.url };
        for (const [name, value] of Object.entries(environment))
          process.env[name] = addresses[value] ?? value;
        const address = expected && addresses[expected];
        assert.equal(proxyFor(new URL(url), undefined)?.url.origin, address);
        assert.equal(await askedBy(url), address);
      });
    }
  });
});

interface RefusingProxy {
  readonly url: string;
  /** How often it was asked for a tunnel. */
  count(): number;
  close(): Promise<void>;
}

async function startRefusingProxy(): Promise<RefusingProxy> {
  let asked = 0;
  const server = await startRawServer((socket) => {
    asked += 1;
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  return { url: server.url, count: () => asked, close: server.close };
}
