import assert from 'node:assert/strict';
import { rowsOf, sectionOf, textOf } from './readme.js';

const RESULTS = textOf('bench/RESULTS.md');
const FIGURES = sectionOf('Figures');
const BY_HAND = sectionOf('By hand, with the nodes of Node-RED');

/** What was measured for a goal, as RESULTS.md has it: `0.28`, `1/126`. */
function goal(begin: string): string {
  const goals = rowsOf(RESULTS, begin).filter((row) => row.length === 5);
  assert.equal(goals.length, 1, begin);
  return goals[0]?.[3] ?? '';
}

/** The median of a peer in the table of a figure. */
function median(title: string, peer: string): number {
  const [, table = ''] = RESULTS.split(`\n**${title}**\n`);
  const [row] = rowsOf(table, peer);
  assert.ok(row, `${title}: ${peer}`);
  return Number(row[1]);
}

const to = (digits: number, begin: string) => Number(goal(begin)).toFixed(digits);

const SPEAK = 'deepgram-speak, one message';
const CORE = 'core http request (keep-alive) + function';
const SDK = '@deepgram/sdk in a function node';
const announced = (kind: string) =>
  median(
    'ms until an announcement leaves the node, the server sends 20 chunks 10 ms apart',
    `deepgram-speak, cached ${kind}`,
  ).toFixed(1);
const speak = (number: string, figure: string, peer: string) =>
  `${number}: ${figure}: ${SPEAK} / ${peer === 'undici' ? 'undici alone, one Buffer' : peer}`;
const AT_16 = 'Requests per second, 16 at once';
const AT_64 = 'Requests per second, 64 at once';
const CPU = 'CPU ms per request, 16 at once';
const FIRST =
  'ms to the first audio, the server sends 20 chunks 10 ms apart: deepgram-speak, a message per chunk';
const FILE = 'RSS added by a file of 200 MiB after a short one, MB at the most';
const LIVE = 'live: CPU ms per second of live audio in frames of 20 ms, 100 sessions at once';
const AUDIO = 'P11: CPU ms per MB of audio, 16 sessions at once: deepgram-speak-stream';
const DELAY = 'live delay: ms from sending a result until it is in hand,';
const DELIVERIES = 'Deliveries per second, JSON of 200 kB, 32 connections: deepgram-callback-in';

/** The beginnings of the README's rows, and what must stand beside them. */
const ROWS: Readonly<Record<string, () => string[]>> = {
  '*speak*: requests per second, 16 at once': () => [
    `${to(1, speak('P2', AT_16, CORE))} times core`,
    `${to(2, speak('P1', AT_16, 'undici'))} of undici`,
  ],
  '*speak*: CPU time of a request, 16 at once': () => [
    `${to(2, speak('P3', CPU, CORE))} of core`,
    `${to(2, speak('P3', CPU, SDK))} of Deepgram's SDK`,
  ],
  '*speak*: requests per second, 64 at once': () => [
    `${to(1, speak('P2', AT_64, CORE))} times core`,
    `${to(2, speak('P1', AT_64, 'undici'))} of undici`,
  ],
  '*speak*: first audio in parts, server paced at 10 ms': () => [
    `${goal(`P5: ${FIRST}`)} of core`,
    `${to(1, `P4: ${FIRST}`)} ms after undici`,
  ],
  '*speak*: memory added by 200 requests, 16 at once': () => [
    `${goal(`memory: RSS added by the first 200 requests, 16 at once, MB after collection: ${SPEAK}`)} MB`,
  ],
  '*speak*: a sentence that was said before': () => [
    `${announced('in memory')} ms from memory`,
    `${announced('on disk')} ms from disk`,
  ],
  '*speak stream*: CPU time of its audio, 16 sessions': () => [
    `${to(2, `${AUDIO} / ${SDK}`)} of Deepgram's SDK`,
    `${to(1, `${AUDIO} / ws`)} of ws`,
  ],
  '*transcribe*: memory for a file of 200 MiB': () => [
    `${goal(`P9: ${FILE}: deepgram-transcribe, a file / core`)} of core`,
    `${goal(`P9: ${FILE}: deepgram-transcribe, a file / @deepgram`)} of Deepgram's SDK`,
  ],
  '*transcribe stream*: CPU time of live audio, 100 sessions': () => [
    `${to(1, `${LIVE}: deepgram-transcribe-stream / @deepgram`)} of Deepgram's SDK`,
    `${to(1, `${LIVE}: deepgram-transcribe-stream / ws`)} of ws`,
  ],
  '*transcribe stream*: delay that it adds to a result, 50 sessions': () => [
    `${goal(`${DELAY} 50 live`)} ms;`,
    `${to(1, `${DELAY} 99 of 100`)} ms at the 99th`,
  ],
  '*callback in*: deliveries per second, 200 kB of JSON': () => [
    `${to(1, `P16: ${DELIVERIES} / core http in, answer`)} times core`,
    `${to(2, `P15: ${DELIVERIES} / bare`)} of a bare route`,
  ],
};

describe('the figures of the README', () => {
  it('are all held to bench/RESULTS.md by this test', () => {
    const rows = rowsOf(FIGURES, '*').map(([what]) => what);
    assert.deepEqual(rows.toSorted(), Object.keys(ROWS).toSorted());
  });

  for (const [what, figures] of Object.entries(ROWS)) {
    it(`${what.replaceAll('*', '')}: as they were measured`, () => {
      const [[, told = ''] = []] = rowsOf(FIGURES, what);
      const wanted = figures();
      for (const figure of wanted) assert.ok(told.includes(figure), `${figure} in "${told}"`);
      const others = wanted.reduce((text, figure) => text.replace(figure, ''), told);
      assert.doesNotMatch(others, /\d/);
    });
  }

  it('say on what they were measured', () => {
    const [, node = ''] = /Node\.js (\d+)\./.exec(RESULTS) ?? [];
    const [, nodeRed = ''] = /node-red (\d+\.\d+)\./.exec(RESULTS) ?? [];
    const [, cores = ''] = /(\d+) cores/.exec(RESULTS) ?? [];
    assert.ok(FIGURES.includes(`${cores} cores, Node.js ${node}, Node-RED ${nodeRed}:`));
  });

  it('beside doing it by hand are the same', () => {
    const [[, , first = ''] = []] = rowsOf(BY_HAND, 'the first audio');
    assert.ok(first.includes(`${goal(`P5: ${FIRST}`)} of the time`));
    const [[, core = '', ours = ''] = []] = rowsOf(BY_HAND, 'a recording of 200 MiB');
    assert.ok(core.includes(`${median(FILE, 'core file in')} MB`), core);
    assert.ok(ours.includes(`${median(FILE, 'deepgram-transcribe')} MB`), ours);
    const [[, slow = '', quick = ''] = []] = rowsOf(BY_HAND, '16 texts are spoken at once');
    const told = (peer: string) => [
      median(AT_16, peer).toLocaleString('en-US'),
      median(CPU, peer).toFixed(2),
    ];
    for (const figure of told(CORE)) assert.ok(slow.includes(figure), figure);
    for (const figure of told(SPEAK)) assert.ok(quick.includes(figure), figure);
  });
});
