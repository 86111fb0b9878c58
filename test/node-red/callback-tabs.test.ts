import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { callbackFlow, ENDPOINT_CREDENTIALS, RIGHT, transcript } from '../helpers/callback-flow.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { send } from '../helpers/sender.js';
import { sharedNodeRed } from '../helpers/shared.js';

const TABS = ['one', 'two'];

/** A tab with a submitter and, where it has any, deepgram-callback-in nodes, each with a sink of its name. */
function tab(name: string, takers: Record<string, string[] | null>): FlowNode[] {
  const on = (id: string, type: string) => ({ id: `${name}-${id}`, type, z: name, x: 0, y: 0, wires: [] });
  const delivery = { account: 'account', delivery: 'callback', endpoint: 'endpoint' };
  return [
    { id: name, type: 'tab', label: name },
    { ...on('in', 'test-source'), wires: [[`${name}-speak`]] },
    { ...on('speak', 'deepgram-speak'), ...delivery },
    { ...on('catch', 'catch'), scope: null, wires: [[`${name}-caught`]] },
    on('caught', 'test-sink'),
    ...Object.entries(takers).flatMap(([taker, scope]) => [
      {
        ...{ ...on(taker, 'deepgram-callback-in'), endpoint: 'endpoint', scope },
        wires: [[`${name}-${taker}-out`]],
      },
      on(`${taker}-out`, 'test-sink'),
    ]),
  ];
}

describe('two tabs with one callback address', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } }),
    ]);
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  /** The config nodes of a callback flow, and these tabs. */
  function deploy(...tabs: FlowNode[][]): Promise<void> {
    const endpoint = { credentials: ENDPOINT_CREDENTIALS };
    const config = callbackFlow({ publicUrl: nodeRed.url, url: emulator.url, endpoint }).filter(({ id }) =>
      ['account', 'endpoint'].includes(id),
    );
    return nodeRed.deploy([...config, ...tabs.flat()]);
  }

  async function deliverTheirs(): Promise<void> {
    const headers = { ...RIGHT, 'content-type': 'application/json' };
    const sending = { target: '/deepgram/callback', headers, body: transcript('theirs') };
    assert.equal((await send(nodeRed.url, sending)).status, 200);
  }

  const topics = (sink: string) =>
    nodeRed.received(sink).map(({ topic, deepgram }) => topic ?? deepgram?.requestId);

  it('never take each other’s results, nor each other’s errors', async () => {
    await deploy(...TABS.map((name) => tab(name, { taker: null })));
    emulator.fault({ kind: 'callback-error', times: 2 });
    for (const name of TABS) nodeRed.send(`${name}-in`, { payload: 'Wrong.', topic: `${name}, wrong` });
    for (const name of TABS) await nodeRed.until(`${name}-caught`);
    const said = Array.from({ length: 10 }, (_, index) => `${index}`);
    for (const number of said)
      for (const name of TABS) nodeRed.send(`${name}-in`, { payload: number, topic: `${name} ${number}` });
    for (const name of TABS) await nodeRed.until(`${name}-taker-out`, said.length);
    for (const name of TABS) {
      assert.deepEqual(
        topics(`${name}-taker-out`).sort(),
        said.map((number) => `${name} ${number}`),
      );
      assert.deepEqual(topics(`${name}-caught`), [`${name}, wrong`]);
    }
  });

  it('let a deepgram-callback-in that names the submitter have its results, wherever it stands', async () => {
    await deploy(tab('one', { open: null }), tab('two', { named: ['one-speak'], open: null }));
    nodeRed.send('one-in', { payload: 'Over there.', topic: 'mine' });
    const [result] = await nodeRed.until('two-named-out');
    assert.deepEqual([result?.topic, result?.deepgram?.resumed], ['mine', true]);
    nodeRed.send('two-in', { payload: 'Here.', topic: 'of two' });
    await nodeRed.until('two-open-out');
    assert.deepEqual(topics('one-open-out'), []);
    assert.deepEqual(topics('two-open-out'), ['of two']);
    assert.deepEqual(topics('two-named-out'), ['mine']);
  });

  it('help out where one of them has no deepgram-callback-in', async () => {
    await deploy(tab('one', {}), tab('two', { open: null }));
    nodeRed.send('one-in', { payload: 'Over there.', topic: 'mine' });
    const [result] = await nodeRed.until('two-open-out');
    assert.deepEqual([result?.topic, result?.deepgram?.resumed], ['mine', true]);
  });

  it('both get what other programs submitted, but for nodes that name submitters', async () => {
    await deploy(tab('one', { open: null, named: ['one-speak'] }), tab('two', { open: null }));
    await deliverTheirs();
    await Promise.all(TABS.map((name) => nodeRed.until(`${name}-open-out`)));
    nodeRed.send('one-in', { payload: 'Mine.', topic: 'mine' });
    await nodeRed.until('one-named-out');
    assert.deepEqual(topics('one-named-out'), ['mine']);
    for (const name of TABS) assert.deepEqual(topics(`${name}-open-out`), ['theirs']);
    const [one, two] = TABS.map((name) => nodeRed.received(`${name}-open-out`)[0]?.payload);
    assert.deepEqual(one, two);
  });
});
