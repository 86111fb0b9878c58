import assert from 'node:assert/strict';
import { openLedger } from '../helpers/ledger.js';
import { startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';

const MB = 1024 * 1024;
const RUNS = 5;

/** Bytes by which a Node-RED grows at the most when the emulator answers with 400 MB. */
async function growth(): Promise<number> {
  const emulator = await sharedEmulator();
  // With a small young generation: else V8 takes up to 48 MB for that, whatever we do.
  const nodeRed = await startNodeRed({ execArgv: ['--expose-gc', '--max-semi-space-size=1'] });
  const params = { encoding: 'linear16', container: 'none' };
  await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { params } }));
  const ledger = await openLedger(nodeRed);
  const before = await nodeRed.resources();
  emulator.fault({ kind: 'huge', bytes: 400 * MB });
  const { error } = await ledger.say({ payload: 'Hello.' });
  const { mostRss } = await nodeRed.resources();
  await ledger.balance();
  await nodeRed.stop();
  assert.equal(error?.code, 'TOO_LARGE');
  return mostRss - before.rss;
}

describe('the memory that deepgram-speak takes', () => {
  it('F13 tts.huge: grows by no more than the limit of 256 MB and 10 MB for an answer without end', async function () {
    this.timeout(60_000);
    const grown: number[] = [];
    // When garbage is collected is up to V8, so a single run tells little: the median of some counts.
    for (let run = 0; run < RUNS; run++) grown.push((await growth()) / MB);
    const median = grown.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
    assert.ok(median < 256 + 10, `${grown.map(Math.round)} MB`);
  });
});
