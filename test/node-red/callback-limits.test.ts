import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import {
  callbackFlow,
  ENDPOINT_CREDENTIALS,
  makeToken,
  RIGHT,
  transcript,
} from '../helpers/callback-flow.js';
import { closedPort } from '../helpers/closed-port.js';
import type { NodeRed } from '../helpers/node-red.js';
import { connectRaw, type RawConnection, send } from '../helpers/sender.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

const PATH = '/deepgram/callback';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('the limits of time of a callback address', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } }),
    ]);
  });
  after(async () => {
    await nodeRed.deploy([]);
    await emulator.close();
  });

  // One test, because each limit takes its time, and they can pass together.
  it('F40 cb.slowloris: a slow body gets 408, half a header is cut, a flow without an answer gets 503; others are served', async function () {
    this.timeout(60_000);
    const port = await closedPort();
    const own = `http://127.0.0.1:${port}`;
    const more = [
      {
        ...{ id: 'holding', type: 'deepgram-callback-endpoint', path: '/own', listen: 'own', port },
        credentials: ENDPOINT_CREDENTIALS,
      },
      { ...onTab('own-in', 'deepgram-callback-in'), endpoint: 'holding', ack: 'flow', wires: [['held']] },
      onTab('held', 'test-sink'),
    ];
    const endpoint = { credentials: ENDPOINT_CREDENTIALS };
    await nodeRed.deploy(callbackFlow({ publicUrl: nodeRed.url, url: emulator.url, endpoint, more }));
    const begun = performance.now();
    const since = () => performance.now() - begun;

    const held = send(own, { target: '/own', headers: { ...RIGHT, ...JSON_TYPE }, body: transcript('held') });
    const halfHeaders = Promise.all(
      Array.from({ length: 20 }, async () => {
        const connection = await connectRaw(own);
        connection.write('POST /own HTTP/1.1\r\nhost: x\r\nauthor');
        return connection.closed;
      }),
    );

    const alone = await times();
    const slow = await Promise.all(Array.from({ length: 500 }, () => dribble(nodeRed.url)));
    const dribbling = setInterval(() => {
      for (const connection of slow) connection.write('x');
    }, 1000);
    const beside = await times();
    assert.equal((await fetch(`${nodeRed.url}/settings`)).status, 200, 'the editor is served');
    const [median = 0, worst = 0] = alone;
    const [medianBeside = 0, worstBeside = 0] = beside;
    const said = `median ${median} and then ${medianBeside} ms, p99 ${worst} and then ${worstBeside} ms`;
    // Below a few milliseconds two times as much is noise.
    assert.ok(medianBeside < Math.max(2 * median, median + 5), said);
    assert.ok(worstBeside < Math.max(2 * worst, worst + 50), said);

    const answers = await Promise.all(slow.map(({ closed }) => closed));
    clearInterval(dribbling);
    for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 408 [\s\S]*\{"ok":false\}$/);
    assert.ok(since() > 10_000 && since() < 20_000, `${since()} ms`);

    for (const answer of await halfHeaders) assert.match(answer, /^HTTP\/1\.1 408 /);
    assert.ok(since() > 20_000 && since() < 30_000, `${since()} ms`);

    const { status, text, headers } = await held;
    assert.deepEqual([status, text, headers['retry-after']], [503, '{"ok":false}', '30']);
    assert.ok(since() > 25_000 && since() < 32_000, `${since()} ms`);
    assert.equal(nodeRed.received('held').length, 1);
    assert.deepEqual(nodeRed.received('caught'), []);
    assert.equal(nodeRed.received('out').length, 200);
    assert.equal(nodeRed.log().match(/.*MaxListenersExceededWarning.*/)?.[0], undefined);
  });

  let served = 0;

  /** The median and the 99th percentile of 100 deliveries, one after another, in ms. */
  async function times(): Promise<[number, number]> {
    const all: number[] = [];
    for (let turn = 0; turn < 100; turn++) {
      served += 1;
      const body = transcript(`served-${served}`);
      const from = performance.now();
      const { status } = await send(nodeRed.url, { target: PATH, headers: { ...RIGHT, ...JSON_TYPE }, body });
      all.push(performance.now() - from);
      assert.equal(status, 200);
    }
    all.sort((a, b) => a - b);
    return [all[50] ?? 0, all[98] ?? 0];
  }

  /** A sender with a right token who takes a second for a byte. */
  async function dribble(url: string): Promise<RawConnection> {
    const connection = await connectRaw(url);
    connection.write(
      `POST ${PATH}?job=${makeToken()} HTTP/1.1\r\nhost: x\r\ncontent-type: audio/mpeg\r\ncontent-length: 1000000\r\n\r\nx`,
    );
    return connection;
  }
});
