import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type FlowNode, type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { onTab } from '../helpers/speak-flow.js';
import { inMB, watchMemory } from './watch-memory.js';

/** How long it goes on. The long form: `SOAK_SECONDS=600 npm test -- --grep 'for long'`. */
const SECONDS = Number(process.env.SOAK_SECONDS ?? 45);
const SESSIONS = 50;
/** How long the last clears may take to end. */
const ENDING_MS = 10_000;
const MB = 1024 * 1024;

/** What the flow has counted; see TALLY. */
interface Report {
  /** Messages that were given to the node, and that have ended. */
  given: number;
  ended: number;
  failed: string[];
  /** Utterances by how they ended. */
  complete: number;
  cleared: number;
  open: number;
  /** Pieces that came where none should have. */
  wrong: string[];
}

/**
 * Talks in each session: one to three sentences, of which every third reply is cut short at a random moment. The
 * next reply is given when the last one has been spoken or cleared.
 */
const TALKER = `
  const sentences = ['Good morning.', 'It is five past eight.', 'The wash is done.', 'Somebody is at the door.'];
  const pick = (count) => Math.floor(Math.random() * count);
  const rounds = flow.get('rounds');
  function give(message) {
    flow.set('given', flow.get('given') + 1);
    node.send(message);
  }
  function next(session) {
    if (flow.get('isOver')) {
      rounds.delete(session);
      if (rounds.size === 0) node.send([null, {}]);
      return;
    }
    const number = (rounds.get(session)?.number ?? 0) + 1;
    const isCut = number > 1 && pick(3) === 0;
    rounds.set(session, { number, until: isCut ? 'Cleared' : 'reply-end' });
    const count = 1 + pick(3);
    for (let left = count; left > 0; left--)
      give({ session, payload: sentences[pick(4)] + ' ', ...(left === 1 && { complete: true }) });
    if (isCut) setTimeout(() => give({ session, action: 'clear' }), pick(600));
  }
  if (msg.topic === 'go') next(msg.session);
  else if (rounds.get(msg.deepgram.session)?.until === msg.topic) next(msg.deepgram.session);
`;

/** Keeps the books of what comes out. */
const TALLY = `
  const { utterances, wrong } = flow.get('books');
  const { id, index, count } = msg.parts;
  const last = utterances.get(id);
  const here = id.slice(0, 4) + ' ' + index;
  if (last === 'over') wrong.push('after the end: ' + here);
  else if (index !== (last ?? 0)) wrong.push('out of order: ' + here);
  if (!msg.deepgram || msg.deepgram.session !== msg.session) wrong.push('of another session: ' + here);
  if (msg.complete && count !== index + 1) wrong.push('count: ' + here);
  utterances.set(id, msg.complete ? 'over' : index + 1);
  if (msg.complete) flow.set(msg.deepgram.cleared ? 'cleared' : 'complete', flow.get(msg.deepgram.cleared ? 'cleared' : 'complete') + 1);
`;

const BEGIN = `
  for (const name of ['given', 'ended', 'complete', 'cleared']) flow.set(name, 0);
  flow.set('failed', []);
  flow.set('rounds', new Map());
  flow.set('books', { utterances: new Map(), wrong: [] });
`;

const REPORT = `
  const { utterances, wrong } = flow.get('books');
  const open = [...utterances.values()].filter((state) => state !== 'over').length;
  const told = Object.fromEntries(['given', 'ended', 'failed', 'complete', 'cleared'].map((name) => [name, flow.get(name)]));
  return { payload: { ...told, open, wrong } };
`;

function flows(url: string): FlowNode[] {
  const code = (id: string, func: string, wires: string[][], more = {}): FlowNode => ({
    ...onTab(id, 'function'),
    ...{ func, outputs: wires.length, wires, initialize: '', finalize: '', libs: [], noerr: 0, timeout: 0 },
    ...more,
  });
  return [
    { id: 'tab', type: 'tab', label: 'soak' },
    { id: 'account', type: 'deepgram-config', url, auth: 'key', credentials: { apiKey: 'emulator-key' } },
    { ...onTab('go', 'test-source'), wires: [['talker']] },
    code('talker', TALKER, [['stream'], ['report']], { initialize: BEGIN }),
    {
      ...{ ...onTab('stream', 'deepgram-speak-stream'), account: 'account', wires: [['tally'], ['talker']] },
      ...{ session: 'session', sessionType: 'msg', params: { encoding: 'mulaw', sample_rate: 8000 } },
    },
    code('tally', TALLY, []),
    { ...onTab('complete', 'complete'), scope: ['stream'], wires: [['ended']] },
    code('ended', `flow.set('ended', flow.get('ended') + 1);`, []),
    { ...onTab('catch', 'catch'), scope: ['stream'], wires: [['failed']] },
    code('failed', `flow.get('failed').push(msg.error.message);`, []),
    { ...onTab('stop', 'test-source'), wires: [['over']] },
    code('over', `flow.set('isOver', true);`, []),
    { ...onTab('ask', 'test-source'), wires: [['report']] },
    code('report', REPORT, [['reports']]),
    onTab('reports', 'test-sink'),
  ];
}

/** Asks until every message has ended, or for as long as that may take. @returns the last report */
async function untilAllEnded(nodeRed: NodeRed): Promise<Report> {
  const late = performance.now() + ENDING_MS;
  for (let count = 1; ; count += 1) {
    const report = (await nodeRed.until('reports', count)).at(-1)?.payload as Report;
    if (report.ended === report.given || performance.now() > late) return report;
    nodeRed.send('ask', {});
  }
}

describe('F54 nr.soak: deepgram-speak-stream, for long', () => {
  let emulator: Emulator;
  let nodeRed: NodeRed;

  after(async () => {
    await nodeRed.stop();
    await emulator.close();
  });

  it(`lets ${SESSIONS} sessions talk and be cut short for ${SECONDS} s: each utterance ends once, memory stays flat`, async function () {
    this.timeout((SECONDS + 120) * 1000);
    // So that a clear meets audio on its way.
    const pace = { chunkMs: 40, realTimeFactor: 4, firstMs: 50 };
    emulator = await startEmulator({ speakStream: { stream: pace, audioAfterClear: 3 } });
    nodeRed = await startNodeRed({ settings: `logging: { console: { level: 'warn' } },` });
    await nodeRed.deploy(flows(emulator.url));
    const before = await nodeRed.resources();

    for (let session = 0; session < SESSIONS; session++)
      nodeRed.send('go', { topic: 'go', session: `session ${session}` });
    const [early, late] = await watchMemory(nodeRed, SECONDS);
    nodeRed.send('stop', {});
    const { given, ended, failed, complete, cleared, open, wrong } = await untilAllEnded(nodeRed);

    console.log(
      `        ${given} messages, ${complete} utterances spoken, ${cleared} cut short; ${inMB(early)}, then ${inMB(late)}`,
    );
    assert.deepEqual(wrong, []);
    assert.deepEqual(failed, []);
    assert.equal(open, 0);
    assert.equal(ended, given);
    assert.ok(complete > SESSIONS && cleared > 0, `${complete} spoken, ${cleared} cleared`);
    // The medians are a third of the time apart, in which some 280 utterances end (45 s): 15 kB of heap that an
    // utterance leaves behind would show. Buffers lie outside of the heap; RSS grows a little while all warms up.
    assert.ok(late.heap - early.heap < 4 * MB, `${inMB(early)}, then ${inMB(late)}`);
    assert.ok(late.rss - early.rss < 32 * MB, `${inMB(early)}, then ${inMB(late)}`);
    const openSockets = () => emulator.sockets.filter(({ open: isOpen }) => isOpen).length;
    assert.equal(openSockets(), SESSIONS);
    await nodeRed.deploy([{ id: 'empty', type: 'tab', label: 'empty' }]);
    // The emulator hears of a close a moment later than the node.
    for (const { requestId } of emulator.sockets.filter(({ open: isOpen }) => isOpen))
      await emulator.waitForSocketEnd((socket) => socket.requestId === requestId);
    assert.equal(openSockets(), 0);
    assert.equal((await nodeRed.resources()).sockets, before.sockets);
  });
});
