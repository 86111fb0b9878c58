import assert from 'node:assert/strict';
import { once } from 'node:events';
import { basic, callbackFlow, ENDPOINT_CREDENTIALS, makeToken, RIGHT } from '../helpers/callback-flow.js';
import { askToUpgrade, call, callAndLeave, resultOf, untilSo } from '../helpers/calling-socket.js';
import { selfSigned } from '../helpers/certificate.js';
import { closedPort } from '../helpers/closed-port.js';
import { served, untilStatus, upgradeListeners } from '../helpers/harness-commands.js';
import { type FlowNode, type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

const PATH = '/deepgram/callback';
const { username, password } = ENDPOINT_CREDENTIALS;

describe('a WebSocket to a callback address', () => {
  let nodeRed: NodeRed;
  let ownPort: number;
  let tls: { key: string; cert: string };
  before(async () => {
    [nodeRed, ownPort, tls] = await Promise.all([sharedNodeRed(), closedPort(), selfSigned()]);
  });
  after(() => nodeRed.deploy([]));

  async function deploy(endpoint: Record<string, unknown> = {}, more: FlowNode[] = []): Promise<void> {
    await nodeRed.deploy(
      callbackFlow({
        ...{ publicUrl: nodeRed.url, url: 'http://127.0.0.1:9', more },
        endpoint: { credentials: ENDPOINT_CREDENTIALS, ...endpoint },
      }),
    );
    await untilStatus(nodeRed, 'callback', 'ready');
  }

  const ownUrl = () => `http://127.0.0.1:${ownPort}`;
  const own = () => ({ listen: 'own', port: ownPort });

  for (const [where, url, endpoint] of [
    ['Node-RED’s own server', () => nodeRed.url, () => ({})],
    ['a port of its own', ownUrl, own],
  ] as const) {
    describe(`on ${where}`, () => {
      it('is opened to whoever has a token or the credentials', async () => {
        await deploy(endpoint());
        for (const [target, headers] of [
          [`${PATH}?job=${makeToken()}`, {}],
          [PATH, RIGHT],
        ] as const) {
          const { ws, say, closed } = await call(url(), target, headers);
          say(resultOf(target, 'Hello.'));
          await nodeRed.untilSome('out', ({ deepgram }) => deepgram?.requestId === target);
          ws.close(1000);
          assert.equal(await closed, 1000);
        }
      });

      it('F38 is refused before it is opened to whoever proves nothing, in the same words whatever is wrong', async () => {
        await deploy(endpoint());
        const from = nodeRed.log().length;
        const token = makeToken();
        const answers = await Promise.all(
          (
            [
              [PATH, {}],
              [`${PATH}?job=`, {}],
              [`${PATH}?job=${token.slice(0, -1)}`, {}],
              [`${PATH}?job=${makeToken({ secret: 'guessed' })}`, RIGHT],
              [`${PATH}?job=${makeToken({ expires: Date.now() - 1 })}`, {}],
              [`${PATH}?job=${token}&job=${token}`, {}],
              [PATH, basic(username, 'guess')],
              [PATH, basic(username, 'x'.repeat(Buffer.byteLength(password)))],
              [PATH, { authorization: 'Token emulator-key' }],
            ] as const
          ).map(async ([target, headers]) => (await askToUpgrade(url(), target, headers)).closed),
        );
        const [first = ''] = answers;
        assert.match(
          first,
          /^HTTP\/1\.1 401 Unauthorized\r\n[\s\S]*www-authenticate: Basic [\s\S]*\r\n\r\n\{"ok":false\}$/i,
        );
        assert.deepEqual(new Set(answers), new Set([first]));
        assert.match(nodeRed.log().slice(from), /Deliveries refused/);
        for (const word of [token, password, username]) assert.ok(!nodeRed.log().includes(word));
        assert.deepEqual(nodeRed.received('out'), []);
      });

      it('is refused with 503 where nobody takes it, and with 400 where it is no such request', async () => {
        await deploy({ ...endpoint(), path: PATH }, [
          { id: 'lonely', type: 'deepgram-callback-endpoint', path: '/lonely', ...endpoint() },
        ]);
        const target = `${PATH}?job=${makeToken()}`;
        const wrong = await askToUpgrade(url(), target, { 'sec-websocket-key': 'short' });
        assert.match(await wrong.closed, /^HTTP\/1\.1 400 /);
        const lonely = callbackFlow({
          ...{ publicUrl: nodeRed.url, url: 'http://127.0.0.1:9' },
          endpoint: { credentials: ENDPOINT_CREDENTIALS, ...endpoint() },
          callbackIn: { d: true },
        });
        await nodeRed.deploy(lonely);
        await untilAnswered(503, target);
      });

      /** The endpoint may not be open yet when the flows run. */
      async function untilAnswered(status: number, target: string): Promise<void> {
        for (;;) {
          const answer = await (await askToUpgrade(url(), target)).closed;
          if (answer.startsWith(`HTTP/1.1 ${status} `)) return;
        }
      }

      it('P13 has no compression, and speaks no subprotocol', async () => {
        await deploy(endpoint());
        const { ws } = await call(url(), PATH, RIGHT, ['token', 'other']).catch(() =>
          call(url(), PATH, { ...RIGHT, 'sec-websocket-extensions': 'permessage-deflate' }),
        );
        assert.deepEqual([ws.extensions, ws.protocol], ['', '']);
        ws.terminate();
      });

      it('F46 leaves nothing behind, after 1,000 of them', async function () {
        this.timeout(60_000);
        await deploy(endpoint());
        const before = await resources();
        await callAndLeave(1000, () => call(url(), PATH, RIGHT));
        await untilSo(async () => (await resources()).connections <= before.connections);
        assert.equal((await resources()).listeners, before.listeners);
        // Node-RED itself looks after each upgrade for 5 s (runtime/lib/index.js).
        await untilSo(async () => (await resources()).timers <= before.timers + 1);
        assert.equal(await upgradeListeners(nodeRed), before.upgrades);
      });
    });
  }

  async function resources() {
    const { listeners, timers, sockets } = await nodeRed.resources();
    const connections = sockets + (await served(nodeRed));
    return { listeners, timers, connections, upgrades: await upgradeListeners(nodeRed) };
  }

  it('is opened by TLS on a port of its own', async () => {
    const { key, cert } = tls;
    await deploy({ ...own(), tls: 'tls' }, [
      {
        ...{ id: 'tls', type: 'tls-config', name: 'TLS', verifyservercert: false, cert: '', key: '', ca: '' },
        ...{ certname: 'cert.pem', keyname: 'key.pem', credentials: { certdata: cert, keydata: key } },
      },
    ]);
    const { ws, say } = await call(`https://127.0.0.1:${ownPort}`, PATH, RIGHT);
    say(resultOf('secure', 'Hello.'));
    await nodeRed.until('out');
    ws.terminate();
  });

  it('F45 leaves the editor’s and core’s websocket nodes alone, and what is nobody’s', async () => {
    await deploy({}, [
      { id: 'listener', type: 'websocket-listener', path: '/ws/echo', wholemsg: 'false' },
      { ...onTab('ws-in', 'websocket in'), server: 'listener', client: '', wires: [['ws-out']] },
      { ...onTab('ws-out', 'websocket out'), server: 'listener', client: '' },
    ]);
    const unknown = await askToUpgrade(nodeRed.url, '/nobody', RIGHT);
    const comms = await call(nodeRed.url, '/comms');
    comms.say({ subscribe: 'notification/#' });
    await once(comms.ws, 'message');
    const echo = await call(nodeRed.url, '/ws/echo');
    echo.say('Hello?');
    const [answer] = await once(echo.ws, 'message');
    assert.equal(String(answer), 'Hello?');
    const ours = await call(nodeRed.url, PATH, RIGHT);
    ours.say(resultOf('ours', 'Hello.'));
    await nodeRed.until('out');
    assert.equal(comms.ws.readyState, comms.ws.OPEN);
    for (const { ws } of [comms, echo, ours]) ws.terminate();
    let answered = '';
    void unknown.closed.then((text) => {
      answered = text;
    });
    assert.equal(answered, '');
    unknown.destroy();
    assert.equal(await unknown.closed, '', 'who is nobody’s gets no answer from us');
  });

  it('F45 is destroyed on a port of its own where the path is nobody’s', async () => {
    await deploy(own());
    for (const target of ['/', '/comms', '/nobody', `${PATH}/more`]) {
      const { closed } = await askToUpgrade(ownUrl(), target, RIGHT);
      assert.match(await closed, /^HTTP\/1\.1 404 Not Found\r\n[\s\S]*\{"ok":false\}$/, target);
    }
  });

  it('is listened for once, however many addresses there are and however often they are deployed', async () => {
    await nodeRed.deploy([]);
    const none = await upgradeListeners(nodeRed);
    const more = [
      {
        id: 'second',
        type: 'deepgram-callback-endpoint',
        path: '/second',
        credentials: ENDPOINT_CREDENTIALS,
      },
    ];
    for (let time = 0; time < 20; time += 1) {
      await deploy({ maxBody: 100 + time }, more);
      await untilSo(async () => (await upgradeListeners(nodeRed)) === none + 1);
    }
    await deploy(own());
    await untilSo(async () => (await upgradeListeners(nodeRed)) === none);
    await nodeRed.deploy([]);
    assert.equal(await upgradeListeners(nodeRed), none);
  });

  it('is below httpNodeRoot', async () => {
    const rooted = await startNodeRed({
      settings: "httpNodeRoot: '/api', httpNodeAuth: { user: 'x', pass: 'y' },",
    });
    try {
      const publicUrl = rooted.url;
      await rooted.deploy(
        callbackFlow({
          ...{ publicUrl, url: 'http://127.0.0.1:9', endpoint: { credentials: ENDPOINT_CREDENTIALS } },
        }),
      );
      await untilStatus(rooted, 'callback', 'ready');
      for (const root of ['/api', '/API']) {
        const { ws, say } = await call(rooted.url, root + PATH, RIGHT);
        say(resultOf(root, 'Hello.'));
        await rooted.untilSome('out', ({ deepgram }) => deepgram?.requestId === root);
        ws.terminate();
      }
      const elsewhere = await askToUpgrade(rooted.url, PATH, RIGHT);
      const { ws } = await call(rooted.url, `/api${PATH}`, RIGHT);
      ws.terminate();
      elsewhere.destroy();
      assert.equal(await elsewhere.closed, '');
    } finally {
      await rooted.stop();
    }
  });
});
