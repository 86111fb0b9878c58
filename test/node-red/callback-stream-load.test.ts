import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { callbackStreamFlow, changed, silence } from '../helpers/callback-stream-flow.js';
import { type CallingSocket, call, resultOf, untilSo } from '../helpers/calling-socket.js';
import { countAt, heapUsed, served, untilStatus } from '../helpers/harness-commands.js';
import { type FlowNode, type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { type SocketServer, startSocketServer } from '../helpers/socket-server.js';
import { onTab } from '../helpers/speak-flow.js';

const STREAMS = 100;
const SECONDS = Number(process.env.LOAD_SECONDS ?? 20);

/** ms between the results of one stream: ten times as often as Deepgram speaks. */
const PACE_MS = 50;

/** Lets through what is the next one of its stream, and tells of all else. */
const IN_ORDER = `
const next = context.get('next') ?? {};
context.set('next', next);
const { topic, deepgram } = msg;
const isNext = deepgram.start === (next[topic] ?? 0);
next[topic] = deepgram.start + 1;
return isNext ? [msg, null] : [null, { payload: topic + ': ' + deepgram.start }];`;

describe('live streams that are delivered at the same time', () => {
  let nodeRed: NodeRed;
  let deepgram: SocketServer;
  before(async () => {
    // A log of every message would be what is measured.
    const settings = "logging: { console: { level: 'warn' } },";
    [nodeRed, deepgram] = await Promise.all([startNodeRed({ settings }), startSocketServer()]);
  });
  after(async () => {
    await nodeRed.stop();
    await deepgram.close();
  });

  it(`${STREAMS} WebSockets for ${SECONDS} s: each result once and in order, also while another tab is deployed`, async function () {
    this.timeout((SECONDS + 60) * 1000);
    const nodes: FlowNode[] = callbackStreamFlow({
      ...{ publicUrl: nodeRed.url, url: deepgram.url, callbackIn: { wires: [['order']] } },
      more: [
        {
          ...{ ...onTab('order', 'function'), func: IN_ORDER, outputs: 2, initialize: '', finalize: '' },
          wires: [['counter'], ['disorder']],
        },
        onTab('counter', 'test-counter'),
        onTab('disorder', 'test-sink'),
      ],
    });
    await nodeRed.deploy(nodes);
    const names = Array.from({ length: STREAMS }, (_, index) => `stream ${index}`);
    nodeRed.send('in', ...names.map((topic) => ({ topic, _session: { id: topic }, payload: silence(0.02) })));
    while (deepgram.handshakes.length < STREAMS) await deepgram.next();
    const sockets = await Promise.all(deepgram.handshakes.map(callBack));
    const heapBefore = await heapUsed(nodeRed);

    let sent = 0;
    const until = performance.now() + SECONDS * 1000;
    let isHalf = () => {};
    const half = new Promise<void>((resolve) => {
      isHalf = resolve;
    });
    const speaking = sockets.map(async ({ say }, index) => {
      for (let start = 0; performance.now() < until; start += 1) {
        sent += 1;
        say(resultOf(`${index} ${start}`, 'Hello, it is me again.', start));
        if (performance.now() > until - SECONDS * 500) isHalf();
        await delay(PACE_MS);
      }
    });
    await half;
    await nodeRed.deploy(changed(nodes, { elsewhere: { name: 'changed' } }), 'nodes');
    await Promise.all(speaking);
    await untilSo(async () => (await countAt(nodeRed, 'counter')).messages >= sent);

    const { messages, distinct } = await countAt(nodeRed, 'counter');
    assert.deepEqual([messages, distinct, nodeRed.received('disorder')], [sent, sent, []]);
    assert.ok(
      sockets.every(({ ws }) => ws.readyState === ws.OPEN),
      'none was closed',
    );
    assert.ok(sent > STREAMS * SECONDS * 5, `${sent} results`);
    const { mostRss } = await nodeRed.resources();
    const heap = (await heapUsed(nodeRed)) - heapBefore;
    const figures = `${sent} results, ${Math.round(sent / SECONDS)} a second; at most ${mb(mostRss)} MB, heap +${mb(heap)} MB`;
    if (process.env.LOAD_SECONDS) console.log(`      ${figures}`);
    assert.ok(mostRss < 450 * 2 ** 20 && heap < 100 * 2 ** 20, figures);

    nodeRed.send('in', { reset: true });
    for (const { ws } of sockets) ws.close(1000);
    await Promise.all(sockets.map(({ closed }) => closed));
    await untilStatus(nodeRed, 'callback', 'ready');
    await untilSo(async () => (await served(nodeRed)) <= 1);
    assert.deepEqual(nodeRed.received('failed'), []);
  });

  /** Opens the WebSocket that a stream has asked for. */
  function callBack({ url = '' }: { url?: string | undefined }): Promise<CallingSocket> {
    const { searchParams } = new URL(url, 'ws://host');
    const { pathname, search } = new URL(searchParams.get('callback') ?? '');
    return call(nodeRed.url, pathname + search);
  }
});

const mb = (bytes: number) => Math.round(bytes / 2 ** 20);
