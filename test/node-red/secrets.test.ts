import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { onTab, speakFlow } from '../helpers/speak-flow.js';

// Two keys, neither of which may be seen anywhere but in the Authorization header.
const KEY = 'dg-key-5d1f0c9e7a3b4826';
const FROM_ENVIRONMENT = 'dg-env-91c07be4d25f4a63';
const PROXY_PASSWORD = 'proxy-77f2a0d4c19e';

describe('the key', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  const seen: [string, string][] = [];

  before(async () => {
    emulator = await startEmulator({ key: KEY });
    nodeRed = await startNodeRed({
      env: { SPEAK_KEY: FROM_ENVIRONMENT, DEEPGRAM_API_KEY: FROM_ENVIRONMENT },
    });
    const second = {
      ...{
        id: 'account2',
        type: 'deepgram-config',
        url: emulator.url,
        credentials: { apiKey: '${SPEAK_KEY}' },
      },
      ...{ proxy: 'proxy', retries: 0 },
    };
    const proxy = {
      ...{ id: 'proxy', type: 'http proxy', url: 'http://127.0.0.1:9', noproxy: [] },
      credentials: { username: 'ann', password: PROXY_PASSWORD },
    };
    const more = [
      second,
      proxy,
      { ...onTab('in2', 'test-source'), wires: [['speak2']] },
      { ...onTab('speak2', 'deepgram-speak'), account: 'account2', wires: [['out']] },
      { ...second, id: 'account3', proxy: '' },
      { ...onTab('in3', 'test-source'), wires: [['speak3']] },
      { ...onTab('speak3', 'deepgram-speak'), account: 'account3', wires: [['out']] },
      { ...onTab('catch2', 'catch'), scope: ['speak2', 'speak3'], wires: [['caught']] },
      {
        ...onTab('debug', 'debug'),
        active: true,
        tosidebar: true,
        console: true,
        complete: 'true',
        targetType: 'full',
      },
    ];
    await nodeRed.deploy(speakFlow({ url: emulator.url, key: KEY, account: { retries: 0 }, more }));

    const say = async (count: number) => {
      nodeRed.send('in', { payload: 'Hello.' });
      await nodeRed.untilTrue(
        () => nodeRed.received('out').length + nodeRed.received('caught').length >= count,
      );
    };
    await say(1);
    emulator.fault({ kind: 'status', status: 401 });
    await say(2);
    emulator.fault({ kind: 'reset' });
    await say(3);
    emulator.fault({ kind: 'cut', afterBytes: 100 });
    await say(4);
    nodeRed.send('in2', { payload: 'Through a proxy that is not there.' });
    await nodeRed.untilTrue(() => nodeRed.received('caught').length >= 4);
    nodeRed.send('in3', { payload: 'With a key that this server does not know.' });
    await nodeRed.untilTrue(() => nodeRed.received('caught').length >= 5);

    const admin = [
      '/flows',
      '/settings',
      '/nodes',
      '/flow/tab',
      '/flow/global',
      '/diagnostics',
      '/context/global',
    ];
    for (const route of [
      ...admin,
      '/credentials/deepgram-config/account',
      '/credentials/deepgram-config/account2',
    ]) {
      const response = await fetch(nodeRed.url + route, { headers: { accept: 'application/json' } });
      seen.push([`GET ${route}`, await response.text()]);
    }
    for (const sink of ['out', 'caught', 'completed', 'status']) {
      seen.push([`messages at ${sink}`, JSON.stringify(nodeRed.received(sink))]);
    }
    for (const name of await readdir(nodeRed.userDir)) {
      if (name.endsWith('.json')) seen.push([name, await readFile(path.join(nodeRed.userDir, name), 'utf8')]);
    }
    seen.push(['the log', nodeRed.log()]);
  });

  after(async () => {
    await nodeRed.stop();
    await emulator.close();
  });

  it('reaches the server of its account', () => {
    const keys = new Set(emulator.requests.map(({ headers }) => headers.authorization));
    assert.deepEqual([...keys], [`Token ${KEY}`, `Token ${FROM_ENVIRONMENT}`]);
    assert.ok(nodeRed.received('caught').length >= 5, 'the errors that were wanted have happened');
  });

  it('is looked for in answers of the editor, messages, files and the log at level trace', () => {
    const names = seen.map(([name]) => name);
    for (const name of ['GET /flows', 'messages at caught', 'flows.json', 'flows_cred.json', 'the log']) {
      assert.ok(names.includes(name), `${name} among ${names}`);
    }
    assert.match(nodeRed.log(), /\[trace\]/);
  });

  for (const [kind, secret] of Object.entries({
    credential: KEY,
    environment: FROM_ENVIRONMENT,
    proxy: PROXY_PASSWORD,
  })) {
    it(`is in none of them (${kind})`, () => {
      const basic = Buffer.from(`ann:${secret}`).toString('base64');
      for (const [name, text] of seen) {
        assert.ok(!text.includes(secret) && !text.includes(basic), `${kind} in ${name}`);
      }
    });
  }

  it('is cut out of an error even when a server echoes it', async () => {
    const server = createServer((request, response) => {
      const echo = `${'.'.repeat(Number(request.url?.split('tag=')[1]))} you sent ${request.headers.authorization}`;
      response.writeHead(400, { 'content-type': 'text/plain' }).end(echo);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await nodeRed.deploy(speakFlow({ url: `http://127.0.0.1:${port}`, key: KEY }));
    nodeRed.send('in', { payload: 'Hello.', deepgramOptions: { tag: 0 } });
    const [{ error } = {}] = (await nodeRed.until('caught')) as { error?: { message: string } }[];
    // What is shown of an answer ends somewhere: no part of the key may stand there.
    const lengths = Array.from({ length: 40 }, (_, i) => 150 + i * 2);
    nodeRed.send('in', ...lengths.map((tag) => ({ payload: 'Hello.', deepgramOptions: { tag } })));
    const caught = await nodeRed.until('caught', 1 + lengths.length);
    server.close();
    server.closeAllConnections();
    assert.ok(!JSON.stringify(caught).includes(KEY.slice(0, 9)));
    assert.match(error?.message ?? '', /you sent Token …/);
    assert.ok(!nodeRed.log().includes(KEY));
  });
});
