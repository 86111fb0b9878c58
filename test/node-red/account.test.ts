import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { selfSigned } from '../helpers/certificate.js';
import { openLedger } from '../helpers/ledger.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { startProxy } from '../helpers/proxy.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';

describe('deepgram-config', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    emulator.clearFaults();
  });

  async function speakWith(url: string, account: Record<string, unknown>, more: FlowNode[] = []) {
    await nodeRed.deploy(speakFlow({ url, account, more }));
    nodeRed.send('in', { payload: 'Hello.' });
    await nodeRed.untilTrue(() => nodeRed.received('out').length + nodeRed.received('caught').length > 0);
    const [caught] = nodeRed.received('caught');
    return {
      audio: nodeRed.received('out')[0]?.payload as Buffer | undefined,
      error: caught?.error as { code: string; message: string; cause: Record<string, unknown> } | undefined,
    };
  }

  it('sends an API key as Token', async () => {
    await speakWith(emulator.url, {});
    assert.equal(emulator.requests.at(-1)?.headers.authorization, 'Token emulator-key');
  });

  it('sends a short-lived token as Bearer', async () => {
    const { audio } = await speakWith(emulator.url, {
      auth: 'token',
      credentials: { apiKey: emulator.token },
    });
    assert.ok(audio);
    assert.equal(emulator.requests.at(-1)?.headers.authorization, 'Bearer emulator-token');
  });

  it('sends nothing to a server that asks for nothing, whatever key is set', async () => {
    const { error } = await speakWith(emulator.url, { auth: 'none' });
    assert.equal(error?.code, 'AUTH');
    assert.equal(emulator.requests.at(-1)?.headers.authorization, undefined);
  });

  it('keeps the path of a self-hosted base URL', async () => {
    const { error } = await speakWith(`${emulator.url}/voice/`, {});
    assert.equal(error?.code, 'BAD_REQUEST');
    assert.equal(emulator.requests.at(-1)?.path, '/voice/v1/speak');
  });

  describe('with TLS', () => {
    let secure: Emulator;
    let certificate: { key: string; cert: string };

    before(async () => {
      certificate = await selfSigned();
      secure = await startEmulator({ tls: certificate });
    });
    after(() => secure.close());

    it('refuses a certificate that nobody vouches for: NETWORK, at once, with the reason', async () => {
      const { error } = await speakWith(secure.url, {});
      assert.equal(error?.code, 'NETWORK');
      assert.deepEqual(error?.cause, { retryable: false, errno: 'DEPTH_ZERO_SELF_SIGNED_CERT', attempts: 1 });
      assert.match(error?.message ?? '', /certificate/);
    });

    it('takes the certificate authority of a tls-config node', async () => {
      const tls = {
        ...{ id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: true },
        credentials: { cadata: certificate.cert },
      };
      const { audio, error } = await speakWith(secure.url, { tls: 'tls' }, [tls]);
      assert.equal(error, undefined);
      assert.ok(audio && audio.length > 1000);
    });
  });

  describe('with a proxy', () => {
    it('tunnels through the http proxy node, with its user name', async () => {
      const proxy = await startProxy();
      const node = {
        ...{ id: 'proxy', type: 'http proxy', url: proxy.url, noproxy: [] },
        credentials: { username: 'ann', password: 'pa:ss' },
      };
      const { audio, error } = await speakWith(emulator.url, { proxy: 'proxy' }, [node]);
      proxy.close();
      assert.equal(error, undefined);
      assert.ok(audio);
      const authorization = `Basic ${Buffer.from('ann:pa:ss').toString('base64')}`;
      assert.deepEqual(proxy.tunnels, [{ target: emulator.url.slice('http://'.length), authorization }]);
    });

    it('says CONFIG when its address is none, and the next deploy is none the worse for it', async () => {
      const node = { id: 'proxy', type: 'http proxy', url: '10.0.0.1:3128:x', noproxy: [] };
      const { error } = await speakWith(emulator.url, { proxy: 'proxy' }, [node]);
      assert.equal(error?.code, 'CONFIG');
      assert.match(error?.message ?? '', /proxy/);
      assert.ok((await speakWith(emulator.url, {})).audio);
    });

    it('says that the proxy refused, and tries again where that may help', async () => {
      for (const [status, attempts] of [
        [407, 1],
        [503, 2],
      ]) {
        const server = createServer().on('connect', (_, socket) =>
          socket.end(`HTTP/1.1 ${status} No\r\n\r\n`),
        );
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
        const node = { id: 'proxy', type: 'http proxy', url, noproxy: [] };
        const { error } = await speakWith(emulator.url, { proxy: 'proxy', retries: 1 }, [node]);
        server.close();
        assert.equal(error?.code, 'NETWORK');
        assert.match(error?.message ?? '', new RegExp(`proxy.*${status}`));
        assert.equal(error?.cause.attempts, attempts);
      }
    });

    it('waits no longer than the timeout for a proxy that takes the connection and says nothing', async () => {
      const server = createServer().on('connect', () => undefined);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
      const node = { id: 'proxy', type: 'http proxy', url, noproxy: [] };
      const { error } = await speakWith(emulator.url, { proxy: 'proxy', timeout: 1 }, [node]);
      server.close();
      server.closeAllConnections();
      assert.equal(error?.code, 'TIMEOUT');
    });

    it('goes straight to hosts that the proxy node leaves out', async () => {
      const proxy = await startProxy();
      const node = { id: 'proxy', type: 'http proxy', url: proxy.url, noproxy: ['127.0.0.1'] };
      const { audio } = await speakWith(emulator.url, { proxy: 'proxy' }, [node]);
      proxy.close();
      assert.ok(audio);
      assert.deepEqual(proxy.tunnels, []);
    });
  });

  it('lets as many requests be in flight as its concurrency says; the status counts those that wait', async () => {
    await nodeRed.deploy(speakFlow({ url: emulator.url, account: { concurrency: 2 } }));
    const ledger = await openLedger(nodeRed);
    const { length } = emulator.requests;
    const held = emulator.fault({ kind: 'hold', times: 2 });
    ledger.post(...['One.', 'Two.', 'Three.', 'Four.'].map((payload) => ({ payload })));
    await Promise.all(
      ['One.', 'Two.'].map((text) => emulator.waitForRequest(({ body }) => body.includes(text))),
    );
    // A round trip, in which a third request would have been sent.
    await nodeRed.resources();
    assert.equal(emulator.requests.length - length, 2);
    await nodeRed.untilSome('status', ({ status }) => textOf(status) === 'speaking, 2 waiting');
    held.release();
    await nodeRed.until('completed', 5);
    assert.match(textOf(nodeRed.received('status').at(-1)?.status), /^spoke /);
    await ledger.balance();
  });

  it('sends what is queued in the order in which it came', async () => {
    await nodeRed.deploy(speakFlow({ url: emulator.url, account: { concurrency: 1 } }));
    const ledger = await openLedger(nodeRed);
    const { length } = emulator.requests;
    const held = emulator.fault({ kind: 'hold' });
    const texts = Array.from({ length: 8 }, (_, i) => `Number ${i}.`);
    ledger.post(...texts.map((payload) => ({ payload })));
    await held.reached;
    held.release();
    await nodeRed.until('completed', 9);
    const order = emulator.requests.slice(length).map(({ body }) => JSON.parse(body).text);
    assert.deepEqual(order, texts);
    await ledger.balance();
  });
});

function textOf(status: unknown): string {
  return (status as { text?: string } | undefined)?.text ?? '';
}
