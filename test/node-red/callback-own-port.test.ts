import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { callbackFlow, ENDPOINT_CREDENTIALS, RIGHT, transcript } from '../helpers/callback-flow.js';
import { selfSigned } from '../helpers/certificate.js';
import { closedPort } from '../helpers/closed-port.js';
import { untilStatus } from '../helpers/harness-commands.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { send } from '../helpers/sender.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

const PATH = '/deepgram/callback';

describe('a callback address on a port of its own', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ports: [number, number];
  let certificates: { key: string; cert: string }[];
  before(async () => {
    certificates = await Promise.all([selfSigned(), selfSigned()]);
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50, ca: certificates[0]?.cert ?? '' } }),
    ]);
    ports = [await closedPort(), await closedPort()];
  });
  after(async () => {
    await nodeRed.deploy([]);
    await emulator.close();
  });
  afterEach(() => emulator.clearFaults());

  const tls = (index: number, id = 'tls'): FlowNode => ({
    ...{ id, type: 'tls-config', name: 'TLS', verifyservercert: false },
    ...{ cert: '', key: '', ca: '', certname: 'cert.pem', keyname: 'key.pem' },
    credentials: { certdata: certificates[index]?.cert, keydata: certificates[index]?.key },
  });

  const flow = (endpoint: Record<string, unknown> = {}, more: FlowNode[] = []): FlowNode[] =>
    callbackFlow({
      publicUrl: `${endpoint.tls ? 'https' : 'http'}://127.0.0.1:${endpoint.port ?? ports[0]}`,
      url: emulator.url,
      endpoint: { listen: 'own', port: ports[0], credentials: ENDPOINT_CREDENTIALS, ...endpoint },
      more,
    });

  /** A second address, with a tab's worth of nodes to see it by. */
  const second = (endpoint: Record<string, unknown>): FlowNode[] => [
    {
      ...{ id: 'second', type: 'deepgram-callback-endpoint', path: '/second', listen: 'own', port: ports[0] },
      ...{ credentials: ENDPOINT_CREDENTIALS, ...endpoint },
    },
    { ...onTab('second-in', 'deepgram-callback-in'), endpoint: 'second', wires: [['second-out']] },
    onTab('second-out', 'test-sink'),
  ];

  async function deliver(url: string, target = PATH): Promise<number | string> {
    const headers = { ...RIGHT, 'content-type': 'application/json' };
    try {
      return (await send(url, { target, headers, body: transcript(`to ${target}`) })).status;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    }
  }

  let asked = 0;

  /** Deploys and waits until the address is open: what submits waits for that. */
  async function open(nodes: FlowNode[], type: 'full' | 'nodes' = 'full'): Promise<void> {
    await nodeRed.deploy(nodes, type);
    asked += 1;
    const topic = `deploy ${asked}`;
    nodeRed.send('in', { payload: 'Open?', topic });
    await nodeRed.untilSome('accepted', (message) => message.topic === topic);
  }

  const at = (port: number, protocol = 'http') => `${protocol}://127.0.0.1:${port}`;

  async function speak(): Promise<void> {
    nodeRed.send('in', { payload: 'On its own port.', topic: 'mine' });
    const result = await nodeRed.untilSome('out', ({ topic }) => topic === 'mine');
    assert.equal(result.deepgram?.resumed, true);
    assert.ok(Buffer.isBuffer(result.payload));
  }

  it('takes results by http, and has nothing else', async () => {
    await open(flow());
    await speak();
    for (const target of ['/', '/flows', '/settings', '/red/', '*']) {
      const { status, text } = await send(at(ports[0]), { method: 'GET', target });
      assert.deepEqual([status, text], [404, '{"ok":false}'], target);
    }
    assert.equal(await deliver(nodeRed.url), 404, 'Node-RED’s own server has it not');
  });

  it('takes results by https', async () => {
    await open(flow({ tls: 'tls' }, [tls(0)]));
    await speak();
    assert.equal(await deliver(at(ports[0], 'https')), 200);
    assert.notEqual(await deliver(at(ports[0])), 200, 'http is not spoken there');
  });

  it('takes a new certificate with the next deploy', async () => {
    await open(flow({ tls: 'tls' }, [tls(0)]));
    const fingerprint = await fingerprintAt(ports[0]);
    await open(flow({ tls: 'tls' }, [tls(1)]));
    assert.notEqual(await fingerprintAt(ports[0]), fingerprint);
  });

  it('goes to another port, to another path, to TLS and back with a deploy; what it leaves is free', async () => {
    await open(flow());
    assert.equal(await deliver(at(ports[0])), 200);
    for (const type of ['nodes', 'full'] as const) {
      await open(flow({ port: ports[1] }), type);
      assert.deepEqual([await deliver(at(ports[0])), await deliver(at(ports[1]))], ['ECONNREFUSED', 200]);
      await open(flow({ path: '/there' }), type);
      assert.deepEqual([await deliver(at(ports[1])), await deliver(at(ports[0]))], ['ECONNREFUSED', 404]);
      assert.equal(await deliver(at(ports[0]), '/there'), 200);
      await open(flow({ tls: 'tls' }, [tls(0)]), type);
      assert.equal(await deliver(at(ports[0], 'https')), 200);
      await open(flow(), type);
      assert.equal(await deliver(at(ports[0])), 200);
      await open(flow({ listen: 'node-red' }), type);
      assert.deepEqual([await deliver(at(ports[0])), await deliver(nodeRed.url)], ['ECONNREFUSED', 200]);
      await open(flow(), type);
      assert.deepEqual([await deliver(at(ports[0])), await deliver(nodeRed.url)], [200, 404]);
    }
    await nodeRed.deploy([]);
    assert.equal(await deliver(at(ports[0])), 'ECONNREFUSED');
  });

  it('F44 shares its port with another address of the same TLS, and keeps it when that goes', async () => {
    await open(flow({}, second({})));
    assert.deepEqual([await deliver(at(ports[0])), await deliver(at(ports[0]), '/second')], [200, 200]);
    await Promise.all([nodeRed.until('out'), nodeRed.until('second-out')]);
    await open(flow());
    assert.deepEqual([await deliver(at(ports[0])), await deliver(at(ports[0]), '/second')], [200, 404]);
  });

  it('F44 is refused where another one speaks another TLS, or has the path; the first one goes on', async () => {
    for (const [wrong, text, words] of [
      [{ tls: 'tls' }, 'check the settings', /another TLS/],
      [{ path: PATH }, 'path in use', /has the path/],
    ] as const) {
      const from = nodeRed.log().length;
      await nodeRed.deploy(flow({}, [tls(0), ...second(wrong)]));
      await untilStatus(nodeRed, 'second-in', text);
      assert.match(nodeRed.log().slice(from), words);
      assert.equal(await deliver(at(ports[0])), 200);
    }
  });

  it('does not open without the TLS configuration that it is set to', async () => {
    const from = nodeRed.log().length;
    await nodeRed.deploy(flow({ tls: 'gone' }));
    await untilStatus(nodeRed, 'callback', 'check the settings');
    assert.match(nodeRed.log().slice(from), new RegExp(`Port ${ports[0]} can't be opened \\(TLS\\)`));
    assert.notEqual(await deliver(at(ports[0])), 200);
  });

  it('says so when its port is somebody else’s, and takes it when a deploy finds it free', async () => {
    await open(flow({ listen: 'node-red' }));
    const from = nodeRed.log().length;
    // What is still being delivered to the port must not keep it open.
    const squatter = createServer((socket) => socket.destroy()).listen(ports[0]);
    await once(squatter, 'listening');
    await nodeRed.deploy(flow(), 'nodes');
    await untilStatus(nodeRed, 'callback', 'check the settings');
    assert.match(nodeRed.log().slice(from), new RegExp(`Port ${ports[0]} can't be opened \\(EADDRINUSE\\)`));
    squatter.close();
    await once(squatter, 'close');
    await open(flow());
    assert.equal(await deliver(at(ports[0])), 200);
  });
});

async function fingerprintAt(port: number): Promise<string> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}
