import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { type AnsweringServer, startAnsweringServer } from '../helpers/answering-server.js';
import { probe } from '../helpers/ffmpeg.js';
import type { FlowNode, NodeRed, Received } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab, speakFlow } from '../helpers/speak-flow.js';
import { blockOf, rowsOf, sectionOf } from '../package/readme.js';

const SECTION = sectionOf('By hand, with the nodes of Node-RED');
const LONG = 'One sentence is like the other, but it is long. '.repeat(43);

/** What the README's flow of core nodes does, and what deepgram-speak does in its place. */
describe('speaking by hand, beside deepgram-speak', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let server: AnsweringServer;

  before(async () => {
    [nodeRed, emulator, server] = await Promise.all([
      sharedNodeRed(),
      sharedEmulator(),
      startAnsweringServer(),
    ]);
  });
  beforeEach(() => emulator.clearFaults());
  after(() => server.close());

  /** Both ways to the same server, with the same key. */
  async function given(url: string, key: string, voice?: string): Promise<void> {
    const code = blockOf(SECTION, 'js');
    assert.ok(code.includes('https://api.deepgram.com'));
    const func = code
      .replace('https://api.deepgram.com', url)
      .replace('encoding=mp3', `encoding=mp3${voice ?? ''}`);
    const byHand: FlowNode[] = [
      { ...onTab('hand', 'test-source'), wires: [['function']] },
      {
        ...onTab('function', 'function'),
        ...{ func, outputs: 1, initialize: '', finalize: '', libs: [], wires: [['request']] },
      },
      { ...onTab('request', 'http request'), method: 'use', ret: 'bin', wires: [['by hand']] },
      onTab('by hand', 'test-sink'),
    ];
    const params = { encoding: 'mp3', ...(voice && { sample_rate: 8000 }) };
    const flow = speakFlow({ url, key, speak: { params }, more: byHand });
    const env = [{ name: 'DEEPGRAM_API_KEY', value: key, type: 'str' }];
    await nodeRed.deploy(flow.map((node) => (node.type === 'tab' ? { ...node, env } : node)));
  }

  /** What comes of one text. */
  async function say(payload: string): Promise<{ byHand: Received; ours: Received; failed: boolean }> {
    nodeRed.send('hand', { payload });
    nodeRed.send('in', { payload });
    const [byHand] = await nodeRed.until('by hand');
    await nodeRed.untilTrue(() => nodeRed.received('out').length + nodeRed.received('caught').length > 0);
    const [failure] = nodeRed.received('caught');
    const ours = failure ?? nodeRed.received('out')[0];
    assert.ok(byHand && ours);
    return { byHand, ours, failed: failure !== undefined };
  }

  const codeOf = ({ error }: Received) => (error as { code: string }).code;
  const textOf = ({ payload }: Received) => (payload as Buffer).toString();
  /** The README's row says so as well. */
  const told = (when: string, ...words: string[]) => {
    const [row = []] = rowsOf(SECTION, when);
    for (const word of words) assert.ok(row.slice(1).join(' ').includes(word), `${when}: ${word}`);
  };

  it('both speak', async () => {
    await given(emulator.url, emulator.key);
    const { byHand, ours, failed } = await say('Hello.');
    assert.equal(byHand.statusCode, 200);
    assert.ok(!failed);
    for (const { payload } of [byHand, ours]) {
      assert.equal((await probe(payload as Buffer, 'mp3')).codec, 'mp3');
    }
  });

  it('a wrong key: a complaint that leaves as audio, or AUTH', async () => {
    await given(emulator.url, 'a-wrong-key');
    const { byHand, ours, failed } = await say('Hello.');
    assert.equal(byHand.statusCode, 401);
    assert.match(textOf(byHand), /^\{.*"err_code"/s);
    assert.ok(failed && codeOf(ours) === 'AUTH');
    assert.equal(nodeRed.received('out').length, 0);
    told('the key is wrong', '401', '`AUTH`');
  });

  it('busy for a moment: another complaint, or speech', async () => {
    await given(emulator.url, emulator.key);
    emulator.fault({ kind: 'status', status: 429, retryAfter: 0 });
    nodeRed.send('hand', { payload: 'Hello.' });
    const [byHand] = await nodeRed.until('by hand');
    assert.equal(byHand?.statusCode, 429);
    emulator.fault({ kind: 'status', status: 429, retryAfter: 1 });
    nodeRed.send('in', { payload: 'Hello.' });
    const [ours] = await nodeRed.until('out');
    assert.ok(ours && (ours.payload as Buffer).length > 1000);
    told('Deepgram is busy', '429', 'asks again, and speaks');
  });

  it('more than 2,000 characters: another complaint, or one playable file', async () => {
    await given(emulator.url, emulator.key);
    const { byHand, ours, failed } = await say(LONG);
    assert.equal(byHand.statusCode, 413);
    assert.ok(!failed);
    assert.ok((await probe(ours.payload as Buffer, 'mp3')).seconds > 60);
    told('the text has more than 2,000 characters', '413', 'one playable file');
  });

  it('a parameter that does not fit: another complaint, or BAD_REQUEST before anything is sent', async () => {
    await given(emulator.url, emulator.key, '&sample_rate=8000');
    const { length } = emulator.requests;
    const { byHand, ours, failed } = await say('Hello.');
    assert.equal(byHand.statusCode, 400);
    assert.ok(failed && codeOf(ours) === 'BAD_REQUEST');
    assert.equal(emulator.requests.length, length + 1);
    told('a parameter does not fit', '400', '`BAD_REQUEST`');
  });

  it('many texts: all at once, or ten and the rest in order', async () => {
    await given(server.url, emulator.key);
    const asked = { hand: 0, in: 0 };
    let who: keyof typeof asked = 'hand';
    let heard = (): void => undefined;
    server.answer = () => {
      asked[who]++;
      heard();
    };
    const until = (count: number) =>
      new Promise<void>((resolve) => {
        heard = () => asked[who] >= count && resolve();
      });
    const all = until(12);
    for (let n = 0; n < 12; n++) nodeRed.send('hand', { payload: `Text ${n}.` });
    await all;
    who = 'in';
    const first = until(10);
    for (let n = 0; n < 12; n++) nodeRed.send('in', { payload: `Text ${n}.` });
    await first;
    await nodeRed.untilSome('status', ({ status }) => JSON.stringify(status).includes('2 waiting'));
    assert.deepEqual(asked, { hand: 12, in: 10 });
    told('many texts come at once', 'all are asked for at once', '10 at once');
    nodeRed.send('in', { reset: true });
  });
});
