import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { refusingProxy } from './refusing-proxy.js';
import { addressOf, type Demo, startDemo } from './start-demo.js';

const SPOKEN = /^Spoke "(.+)" with (\S+): ([\d.]+) s of (\S+) in (\d+) ms$/m;

describe('npm start', () => {
  const started: Demo[] = [];
  const start = async (...options: Parameters<typeof startDemo>) => {
    const demo = await startDemo(...options);
    started.push(demo);
    return demo;
  };
  afterEach(() => Promise.all(started.splice(0).map((demo) => demo.end('SIGKILL'))));

  it('says where to hear it, to read it, to type it, to watch it and where the editor is, and speaks once by itself', async () => {
    const demo = await start();
    const page = await addressOf(demo, 'Hear it');
    const otherPage = await addressOf(demo, 'Read it');
    const livePage = await addressOf(demo, 'Type it');
    const captionsPage = await addressOf(demo, 'Watch it');
    const editor = await addressOf(demo, 'Editor');
    assert.match(await (await fetch(editor)).text(), /<title>Node-RED<\/title>/);
    assert.match(await (await fetch(page)).text(), /<h1>Type it, hear it<\/h1>/);
    assert.match(await (await fetch(otherPage)).text(), /<h1>Say it, read it<\/h1>/);
    assert.match(await (await fetch(livePage)).text(), /<h1>Hear it while you type<\/h1>/);
    assert.match(await (await fetch(captionsPage)).text(), /<h1>Read it while you speak<\/h1>/);

    const [, text = '', voice, seconds, encoding] = await demo.printed(SPOKEN);
    assert.match(text, /Your flow has a voice now/);
    assert.deepEqual([voice, encoding], ['aura-2-thalia-en', 'mp3']);
    assert.ok(Number(seconds) > 1);
    assert.match(demo.output(), /Speaks +the emulator on this machine/);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends with all that it has started on ${signal}, with exit code 0`, async () => {
      const demo = await start();
      const addresses = [await addressOf(demo, 'Editor'), await addressOf(demo, 'Speaks')];
      await demo.printed(SPOKEN);
      assert.equal(await demo.end(signal), 0);
      for (const address of addresses) await assert.rejects(fetch(address), TypeError, address);
    });
  }

  it('finds the flow again that somebody has changed, and speaks it', async () => {
    const userDir = await mkdtemp(path.join(tmpdir(), 'demo-'));
    try {
      const first = await start({ userDir });
      await first.printed(SPOKEN);
      await changeFlow(await addressOf(first, 'Editor'), 'Your flow has', 'This flow of mine has');
      await first.printed(/This flow of mine/);
      assert.equal(await first.end('SIGINT'), 0);

      const second = await start({ userDir });
      const [, text = ''] = await second.printed(SPOKEN);
      assert.match(text, /This flow of mine has a voice now/);
    } finally {
      await rm(userDir, { recursive: true });
    }
  });

  it('says in one line that a port is taken, with exit code 1', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const demo = await start({ env: { PORT: String(port) } });
    assert.equal(await demo.ended(), 1);
    assert.equal(demo.output(), `Port ${port} is taken. Choose another one: PORT=${port + 1} npm start\n`);
    server.close();
  });

  it('says in one line that a port is none, with exit code 1', async () => {
    const demo = await start({ env: { PORT: 'http' } });
    assert.equal(await demo.ended(), 1);
    assert.equal(demo.output(), 'PORT is no port: http\n');
  });

  it('speaks with Deepgram where DEEPGRAM_API_KEY is set, and prints the key nowhere', async () => {
    const key = 'a-key-that-nobody-has';
    const proxy = await refusingProxy();
    const demo = await start({ env: { DEEPGRAM_API_KEY: key, https_proxy: proxy.url, no_proxy: '' } });
    assert.equal(await addressOf(demo, 'Speaks'), 'https://api.deepgram.com');
    assert.equal(await proxy.asked, 'api.deepgram.com:443');
    assert.equal(await demo.end('SIGINT'), 0);
    assert.ok(!demo.output().includes(key));
    await proxy.close();
  });

  describe('by callback, where DEEPGRAM_API_KEY is set', () => {
    const handIn = async (env: Record<string, string>) => {
      const proxy = await refusingProxy();
      const demo = await start({
        env: { DEEPGRAM_API_KEY: 'a-key-that-nobody-has', https_proxy: proxy.url, no_proxy: '', ...env },
      });
      // What it says at start goes the same way; afterwards the proxy is known to be asked.
      await proxy.asked;
      const answer = await fetch(await addressOf(demo, 'Hear it'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          text: 'Hello.',
          voice: 'aura-2-thalia-en',
          encoding: 'mp3',
          delivery: 'callback',
        }),
      });
      await proxy.close();
      return (await answer.json()) as { code: string; message: string };
    };

    it('says that Deepgram can’t call this machine, and what helps', async () => {
      const { code, message } = await handIn({});
      assert.equal(code, 'CONFIG');
      assert.match(message, /ports 80, 443, 8080 and 8443\..* a tunnel/);
    });

    it('asks Deepgram once DEMO_PUBLIC_URL says how the demo is reached', async () => {
      const { code, message } = await handIn({ DEMO_PUBLIC_URL: 'https://red.example.org' });
      assert.deepEqual([code, message], ['NETWORK', 'The proxy refused the connection (403).']);
    });
  });
});

async function changeFlow(editor: string, from: string, to: string): Promise<void> {
  const flows = await (await fetch(`${editor}flows`)).text();
  assert.ok(flows.includes(from));
  const answer = await fetch(`${editor}flows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: flows.replace(from, to),
  });
  assert.equal(answer.status, 204);
}
