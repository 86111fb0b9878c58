import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import {
  type CallbackFlowOptions,
  callbackFlow,
  ENDPOINT_CREDENTIALS,
  RIGHT,
  transcript,
} from '../helpers/callback-flow.js';
import { letClose, untilStatus } from '../helpers/harness-commands.js';
import type { FlowNode, NodeRed, Received } from '../helpers/node-red.js';
import { send } from '../helpers/sender.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

/** What a Catch node was told. */
const errorOf = (message: Received | undefined) =>
  message?.error as { code: string; message: string; source: { id: string } };

const resultsIn = (message: Received | undefined) =>
  (message?.payload as { results?: unknown } | undefined)?.results;

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a callback address, at its edges', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    nodeRed = await sharedNodeRed();
    emulator = await startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } });
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  function flow({ endpoint, ...options }: Partial<CallbackFlowOptions> = {}): FlowNode[] {
    const settings = { credentials: ENDPOINT_CREDENTIALS, ...endpoint };
    return callbackFlow({ publicUrl: nodeRed.url, url: emulator.url, endpoint: settings, ...options });
  }

  async function deliver(
    body: string | Buffer,
    headers: Record<string, string> = JSON_TYPE,
  ): Promise<number> {
    const sending = { target: '/deepgram/callback', headers: { ...RIGHT, ...headers }, body };
    return (await send(nodeRed.url, sending)).status;
  }

  /** A flow that answers with what a function makes of the message. */
  const answering = (func: string): FlowNode[] => [
    { ...onTab('decide', 'function'), func, wires: [['answer']] },
    onTab('answer', 'http response'),
  ];

  for (const statusCode of [1000, 99, 3.5]) {
    it(`survives a flow that answers with status ${statusCode}`, async () => {
      const callbackIn = { ack: 'flow', wires: [['decide', 'out']] };
      const more = answering(`msg.statusCode = ${statusCode}; msg.payload = ''; return msg;`);
      await nodeRed.deploy(flow({ callbackIn, more }));
      const status = deliver(transcript('odd'));
      const caught = await nodeRed.untilSome('caught', ({ error }) => error !== undefined);
      assert.match(errorOf(caught).message, /status/);
      // Nobody answers: a deploy does.
      await nodeRed.deploy(flow());
      assert.equal(await status, 503);
      assert.equal(await deliver(transcript('after')), 200);
    });
  }

  it('gives nobody else the results of a tab that is being deployed', async () => {
    const second = (name: string): FlowNode[] => [
      { id: 'tab-two', type: 'tab', label: 'two' },
      ...[
        { ...onTab('two-in', 'deepgram-callback-in'), name, endpoint: 'endpoint', wires: [['two-out']] },
        { ...onTab('two-slow', 'test-slow-close'), name },
        onTab('two-out', 'test-sink'),
      ].map((node) => ({ ...node, z: 'tab-two' })),
    ];
    await nodeRed.deploy(flow({ more: second('before') }));
    const deployed = nodeRed.deploy(flow({ more: second('after') }), 'flows');
    await nodeRed.until('two-slow');
    assert.equal(await deliver(transcript('meanwhile')), 503);
    assert.equal(nodeRed.received('out').length, 0);
    await letClose(nodeRed, 'two-slow');
    await deployed;
    assert.equal(await deliver(transcript('meanwhile')), 200);
    for (const sink of ['out', 'two-out']) await nodeRed.until(sink);
    await Promise.all([letSlowGo(), nodeRed.deploy(flow())]);
  });

  async function letSlowGo(): Promise<void> {
    await nodeRed.until('two-slow', 2);
    await letClose(nodeRed, 'two-slow');
  }

  it('lets every result of a live stream out, and a repeated one once', async () => {
    await nodeRed.deploy(flow());
    const result = (start: number) => transcript('stream', { type: 'Results', start });
    for (const start of [0, 1, 1, 2, 0]) assert.equal(await deliver(result(start)), 200);
    assert.equal(await deliver(transcript('end')), 200);
    await nodeRed.untilSome('out', ({ deepgram }) => deepgram?.requestId === 'end');
    const streamed = nodeRed.received('out').filter(({ deepgram }) => deepgram?.kind === 'stream');
    assert.deepEqual(
      streamed.map(({ payload }) => (payload as { start: number }).start),
      [0, 1, 2],
    );
  });

  it('tells no secret that a delivered error quotes', async () => {
    await nodeRed.deploy(flow());
    const { release } = emulator.fault({ kind: 'callback-late' });
    nodeRed.send('in', { payload: 'Quoted.', topic: 'mine' });
    await nodeRed.until('accepted');
    const callback = new URL(emulator.accepted.at(-1)?.callback ?? '');
    const job = callback.searchParams.get('job') ?? '';
    const err_msg = `Can't: ${callback.href} and ${decodeURIComponent(callback.password)} and ${job}`;
    const body = JSON.stringify({ err_code: 'INVALID_AUTH', err_msg });
    const target = `/deepgram/callback?job=${job}`;
    assert.equal(
      (await send(nodeRed.url, { target, headers: { ...RIGHT, ...JSON_TYPE }, body })).status,
      200,
    );
    const [caught] = await nodeRed.until('caught');
    const { code, message } = errorOf(caught);
    assert.deepEqual([code, caught?.topic], ['AUTH', 'mine']);
    for (const secret of [job, callback.password, ENDPOINT_CREDENTIALS.password, 'd%C3%BCnd'])
      assert.ok(!message.includes(secret), message);
    release();
  });

  it('gives each of two flows a payload of its own', async () => {
    const more: FlowNode[] = [
      { ...onTab('other', 'deepgram-callback-in'), endpoint: 'endpoint', wires: [['write']] },
      {
        ...onTab('write', 'function'),
        func: `msg.payload.results = 'MINE'; return msg;`,
        wires: [['written']],
      },
      onTab('written', 'test-sink'),
      {
        ...onTab('wait', 'delay'),
        pauseType: 'delay',
        timeout: '50',
        timeoutUnits: 'milliseconds',
        wires: [['out']],
      },
    ];
    await nodeRed.deploy(flow({ more, callbackIn: { wires: [['wait']] } }));
    assert.equal(await deliver(transcript('both')), 200);
    const [written] = await nodeRed.until('written');
    const [untouched] = await nodeRed.until('out');
    assert.equal(resultsIn(written), 'MINE');
    assert.deepEqual(resultsIn(untouched), {});
  });

  it('gives what a flow has not acknowledged to that flow again, and to nobody else', async () => {
    const more: FlowNode[] = [
      {
        ...onTab('second', 'deepgram-callback-in'),
        endpoint: 'endpoint',
        ack: 'flow',
        wires: [['decide', 'seen']],
      },
      onTab('seen', 'test-sink'),
      ...answering(`msg.statusCode = msg.deepgram.delivery < 3 ? 500 : 200; msg.payload = ''; return msg;`),
    ];
    await nodeRed.deploy(flow({ more }));
    const statuses: number[] = [];
    for (let times = 0; times < 4; times++) statuses.push(await deliver(transcript('again')));
    assert.deepEqual(statuses, [500, 500, 200, 200]);
    await nodeRed.until('seen', 3);
    assert.deepEqual(
      nodeRed.received('seen').map(({ deepgram }) => deepgram?.delivery),
      [1, 2, 3],
    );
    assert.equal(nodeRed.received('out').length, 1);
  });

  it('says that a deadline was missed even where no deepgram-callback-in is', async () => {
    // 0.002 minutes after the acknowledgement.
    const nodes = flow({ endpoint: { deadline: 0.002 } }).filter(({ id }) => id !== 'callback');
    await nodeRed.deploy(nodes);
    emulator.fault({ kind: 'callback-lost' });
    nodeRed.send('in', { payload: 'Lost.', topic: 'mine' });
    const [caught] = await nodeRed.until('caught');
    assert.deepEqual([errorOf(caught).code, caught?.topic], ['TIMEOUT', 'mine']);
    assert.equal(errorOf(caught).source.id, 'speak');
  });

  it('F39 cb.too-big: says once what it did not read, with its size', async () => {
    await nodeRed.deploy(flow({ endpoint: { maxBody: 1 } }));
    await untilStatus(nodeRed, 'callback', 'ready');
    const from = nodeRed.log().length;
    assert.equal(await deliver(Buffer.alloc(2 * 1024 * 1024), { 'content-type': 'audio/mpeg' }), 413);
    const lines = nodeRed
      .log()
      .slice(from)
      .match(/A delivery of 2\.0 MB was not read, and answered with 413/g);
    assert.equal(lines?.length, 1);
  });
});
