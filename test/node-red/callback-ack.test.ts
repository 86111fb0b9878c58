import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { callbackFlow, ENDPOINT_CREDENTIALS, RIGHT, transcript } from '../helpers/callback-flow.js';
import { closedPort } from '../helpers/closed-port.js';
import type { FlowNode, NodeRed, Received } from '../helpers/node-red.js';
import { type Answered, send } from '../helpers/sender.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

const PATH = '/deepgram/callback';

for (const where of ['Node-RED’s own server', 'a port of its own'] as const) {
  describe(`a flow that answers Deepgram itself, on ${where}`, () => {
    let nodeRed: NodeRed;
    let emulator: Emulator;
    let url: string;
    let endpoint: Record<string, unknown>;
    before(async () => {
      [nodeRed, emulator] = await Promise.all([
        sharedNodeRed(),
        startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } }),
      ]);
      const port = await closedPort();
      const isOwn = where === 'a port of its own';
      url = isOwn ? `http://127.0.0.1:${port}` : nodeRed.url;
      endpoint = { credentials: ENDPOINT_CREDENTIALS, ...(isOwn && { listen: 'own', port }) };
    });
    after(async () => {
      await nodeRed.deploy([]);
      await emulator.close();
    });
    afterEach(() => emulator.clearFaults());

    /** `callback` → what the function makes of it → `http response`, and a copy of what came to `out`. */
    const flow = (func: string, more: Record<string, unknown> = {}): FlowNode[] =>
      callbackFlow({
        ...{ publicUrl: url, url: emulator.url, endpoint: { ...endpoint, ...more } },
        callbackIn: { ack: 'flow', wires: [['function', 'out']] },
        more: [
          { ...onTab('function', 'function'), func, outputs: 1, wires: [['response']] },
          { ...onTab('response', 'http response'), statusCode: '', headers: {} },
        ],
      });

    function deliver(requestId: string): Promise<Answered> {
      const headers = { ...RIGHT, 'content-type': 'application/json' };
      return send(url, { target: PATH, headers, body: transcript(requestId) });
    }

    /** Sends again what Deepgram has delivered for its latest job. */
    function deliverAgain(): Promise<Answered> {
      const { pathname, search } = emulator.accepted.at(-1)?.callback ?? assert.fail();
      return send(url, { target: pathname + search, body: 'audio' });
    }

    it('decides with its status whether the job is settled: 500 makes Deepgram try again', async () => {
      await nodeRed.deploy(
        flow('msg.statusCode = msg.deepgram.delivery < 3 ? 500 : 202; msg.payload = ""; return msg;'),
      );
      const original = { payload: 'Three times.', topic: 'mine', statusCode: 404, cookies: { old: 1 } };
      nodeRed.send('in', { ...original, headers: { 'x-old': 'of the original message' } });
      const results = await nodeRed.until('out', 3);
      const id = emulator.accepted.at(-1)?.requestId;
      const last = await emulator.waitForDelivery(
        ({ requestId, attempt, ended }) => requestId === id && attempt === 3 && ended,
      );
      assert.equal(last.status, 202);
      assert.deepEqual(
        emulator.deliveries.filter(({ requestId }) => requestId === id).map(({ status }) => status),
        [500, 500, 202],
      );
      assert.deepEqual(
        results.map(({ topic, deepgram }) => [topic, deepgram?.resumed, deepgram?.delivery]),
        [1, 2, 3].map((delivery) => ['mine', true, delivery]),
      );
      for (const { statusCode, headers, cookies, payload } of results) {
        assert.deepEqual([statusCode, headers, cookies], [undefined, undefined, undefined]);
        assert.ok(Buffer.isBuffer(payload));
      }
      const { status, text, headers } = await deliverAgain();
      assert.deepEqual([status, text, headers['x-old']], [200, '{"ok":true}', undefined]);
      assert.equal(nodeRed.received('out').length, 3, 'settled');
      assert.deepEqual(nodeRed.received('caught'), []);
    });

    for (const [what, payload, type, text] of [
      ['an object', '{ taken: true, größe: 1 }', /^application\/json/, '{"taken":true,"größe":1}'],
      ['a Buffer', 'Buffer.from("bytes")', /^(application\/octet-stream|$)/, 'bytes'],
      ['a text', '"fine"', /^(text\/html|$)/, 'fine'],
      ['a number', '42', /^/, '42'],
      ['nothing', 'undefined', /^/, ''],
    ] as const) {
      it(`answers with ${what}`, async () => {
        await nodeRed.deploy(flow(`msg.payload = ${payload}; return msg;`));
        const answer = await deliver('x');
        assert.deepEqual([answer.status, answer.text], [200, text]);
        assert.match(answer.headers['content-type'] ?? '', type);
      });
    }

    it('sets headers and cookies', async () => {
      const func = `
        msg.headers = { 'x-flow': 'set', 'content-type': 'text/plain', 'x-many': ['a', 'b'] };
        msg.cookies = { seen: { value: 'yes please', path: '/deepgram', httpOnly: true }, gone: null };
        msg.statusCode = 201; msg.payload = 'set'; return msg;`;
      await nodeRed.deploy(flow(func));
      const { status, text, headers } = await deliver('x');
      assert.deepEqual([status, text, headers['x-flow']], [201, 'set', 'set']);
      assert.match(headers['content-type'] ?? '', /^text\/plain/);
      assert.equal(headers['x-many'], 'a, b');
      const [seen, gone] = headers['set-cookie'] ?? [];
      assert.match(seen ?? '', /^seen=yes%20please; Path=\/deepgram; HttpOnly$/);
      assert.match(gone ?? '', /^gone=; Path=\/; Expires=Thu, 01 Jan 1970/);
    });

    it('may look at the delivery’s own request', async () => {
      await nodeRed.deploy(flow('msg.payload = [msg.req.method, msg.req.headers["x-why"]]; return msg;'));
      const { text } = await send(url, {
        ...{ target: PATH, method: 'PUT', body: transcript('x') },
        headers: { ...RIGHT, 'content-type': 'application/json', 'x-why': 'because' },
      });
      assert.equal(text, '["PUT","because"]');
    });

    it('has only its first answer count', async () => {
      const func =
        'node.send({ ...msg, payload: "first" }); return { ...msg, payload: "second", statusCode: 500 };';
      await nodeRed.deploy(flow(func));
      const { status, text } = await deliver('x');
      assert.deepEqual([status, text], [200, 'first']);
    });

    it('gets another program’s delivery again until it has taken it', async () => {
      await nodeRed.deploy(
        flow('msg.statusCode = context.get("seen") ? 200 : 500; context.set("seen", 1); return msg;'),
      );
      assert.deepEqual([(await deliver('x')).status, (await deliver('x')).status], [500, 200]);
      assert.equal((await deliver('x')).text, '{"ok":true}');
      assert.equal(nodeRed.received('out').length, 2);
    });

    it('a deploy while it holds a delivery is a 503, and the next try comes out', async () => {
      await nodeRed.deploy(flow('return null;'));
      nodeRed.send('in', { payload: 'Held.', topic: 'mine' });
      await nodeRed.until('out');
      await nodeRed.deploy(flow('return msg;'));
      const result = await nodeRed.untilSome('out', ({ topic }) => topic === 'mine');
      assert.deepEqual([result.deepgram?.resumed, result.deepgram?.delivery], [true, 2]);
      const id = emulator.accepted.at(-1)?.requestId;
      const statuses = async (attempt: number) =>
        (
          await emulator.waitForDelivery(
            (delivery) => delivery.requestId === id && delivery.attempt === attempt && delivery.ended,
          )
        ).status;
      assert.deepEqual([await statuses(1), await statuses(2)], [503, 200]);
    });

    it('no deadline is missed while it holds the result, and none after it has taken it', async () => {
      // The flow answers only when another job, submitted later with the same deadline, has missed its own.
      const more = [
        { ...onTab('go', 'test-source'), wires: [['release']] },
        {
          ...{ ...onTab('release', 'function'), outputs: 1, wires: [['response']] },
          func: 'const held = flow.get("held"); held.payload = "taken"; return held;',
        },
      ];
      const nodes = flow('flow.set("held", msg); return null;', { deadline: 0.01 });
      await nodeRed.deploy([...nodes, ...more]);
      nodeRed.send('in', { payload: 'Held.', topic: 'held' });
      await nodeRed.untilSome('out', ({ topic }) => topic === 'held');
      const lost = emulator.fault({ kind: 'callback-lost' });
      nodeRed.send('in', { payload: 'Lost.', topic: 'lost' });
      await lost.reached;
      const isLost = ({ topic }: Received) => topic === 'lost';
      await nodeRed.untilSome('caught', isLost);
      nodeRed.send('go', {});
      const [held] = emulator.accepted.slice(-2);
      const { status } = await emulator.waitForDelivery(
        ({ requestId, ended }) => requestId === held?.requestId && ended,
      );
      assert.equal(status, 200);
      assert.ok(nodeRed.received('caught').every(isLost));
    });
  });
}
