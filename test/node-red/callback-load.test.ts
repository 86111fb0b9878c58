import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { callbackFlow, ENDPOINT_CREDENTIALS, RIGHT } from '../helpers/callback-flow.js';
import { countAt } from '../helpers/harness-commands.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { onTab } from '../helpers/speak-flow.js';

const CONNECTIONS = 32;
const SECONDS = 20;

/** A transcript of 200 kB, as words have it, with a place for the id. */
const [HEAD, TAIL] = (() => {
  const word = { word: 'again', start: 12.34, end: 12.56, confidence: 0.98765, punctuated_word: 'again,' };
  const words = Array<object>(2050).fill(word);
  const results = { channels: [{ alternatives: [{ transcript: '', confidence: 0.99, words }] }] };
  const text = JSON.stringify({ metadata: { request_id: '@' }, results });
  return text.split('@').map((part) => Buffer.from(part)) as [Buffer, Buffer];
})();
const AUDIO = Buffer.alloc(480_000, 'audio');

const KINDS = {
  'transcripts of 200 kB': (id: string) => ({
    headers: { 'content-type': 'application/json' },
    body: Buffer.concat([HEAD, Buffer.from(id), TAIL]),
  }),
  'audio of 480 kB': (id: string) => ({
    headers: { 'content-type': 'audio/mpeg', 'dg-request-id': id },
    body: AUDIO,
  }),
};

/**
 * What Node-RED may use at most. It has 110 MB by itself; 32 bodies in the making are 15 MB, parsed they are ten
 * times as much, and V8 lets about as much garbage lie as is in use before it sweeps.
 */
const RSS_LIMIT = 450 * 2 ** 20;

describe('a callback address under load', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    // A log of every message would be what is measured.
    const settings = "logging: { console: { level: 'warn' } },";
    [nodeRed, emulator] = await Promise.all([
      startNodeRed({ settings }),
      startEmulator({ callbacks: { anyPort: true } }),
    ]);
    const endpoint = { credentials: ENDPOINT_CREDENTIALS };
    await nodeRed.deploy(
      callbackFlow({
        ...{ publicUrl: nodeRed.url, url: emulator.url, endpoint },
        callbackIn: { wires: [['counter']] },
        more: [onTab('counter', 'test-counter')],
      }),
    );
  });
  after(async () => {
    await nodeRed.stop();
    await emulator.close();
  });

  for (const [what, make] of Object.entries(KINDS)) {
    it(`takes ${what} on ${CONNECTIONS} connections for ${SECONDS} s: each a 200 and one message, in bounded memory`, async function () {
      this.timeout((SECONDS + 20) * 1000);
      const before = await countAt(nodeRed, 'counter');
      const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
      const statuses = new Map<number, number>();
      const until = performance.now() + SECONDS * 1000;
      let sent = 0;
      await Promise.all(
        Array.from({ length: CONNECTIONS }, async () => {
          while (performance.now() < until) {
            sent += 1;
            const { body, headers } = make(`${what} ${sent}`);
            const status = await post(agent, headers, body);
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
          }
        }),
      );
      agent.destroy();
      const after = await countAt(nodeRed, 'counter');
      const { mostRss } = await nodeRed.resources();
      assert.deepEqual([...statuses], [[200, sent]]);
      assert.deepEqual(
        [after.messages - before.messages, after.distinct - before.distinct],
        [sent, sent],
        'every delivery is exactly one message',
      );
      assert.ok(sent > 20 * SECONDS, `${sent} deliveries`);
      assert.ok(mostRss < RSS_LIMIT, `${mostRss / 2 ** 20} MB`);
    });
  }

  it('resumes 300 jobs that Deepgram delivers as fast as it can, each once', async () => {
    const before = await countAt(nodeRed, 'counter');
    nodeRed.send(
      'in',
      ...Array.from({ length: 300 }, (_, index) => ({ payload: 'The same.', topic: index })),
    );
    const accepted = await nodeRed.until('accepted', 300);
    const isDelivered = new Set(accepted.map(({ deepgram }) => String(deepgram?.requestId)));
    await Promise.all(
      [...isDelivered].map((id) =>
        emulator.waitForDelivery(({ requestId, status }) => requestId === id && status === 200),
      ),
    );
    const after = await countAt(nodeRed, 'counter');
    assert.deepEqual([after.messages - before.messages, after.distinct - before.distinct], [300, 300]);
    assert.equal(emulator.deliveries.length, 300, 'nothing had to be delivered twice');
    assert.deepEqual(nodeRed.received('caught'), []);
  });

  async function post(agent: Agent, more: Record<string, string>, body: Buffer): Promise<number> {
    const { hostname, port } = new URL(nodeRed.url);
    const headers = { ...RIGHT, ...more, 'content-length': body.length };
    const sending = request({ agent, hostname, port, path: '/deepgram/callback', method: 'POST', headers });
    sending.end(body);
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response.statusCode ?? 0;
  }
});
