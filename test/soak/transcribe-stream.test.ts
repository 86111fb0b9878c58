import assert from 'node:assert/strict';
import type { FaultHandle } from '../../emulator/faults/fault.js';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import type { RecordedSocket } from '../../emulator/socket/record.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { say } from '../helpers/recordings.js';
import { microphones, PIECE_MS, type Report, type Script, type Sentence } from './microphones.js';
import { inMB, watchMemory } from './watch-memory.js';

/** How long it goes on. The long form: `SOAK_SECONDS=1800 npm test -- --grep 'for long'`. */
const SECONDS = Number(process.env.SOAK_SECONDS ?? 60);
const SESSIONS = 30;
const SPEED = 3;
/** How long the last words may take. */
const ENDING_MS = 10_000;
const MB = 1024 * 1024;

const TEXTS = [
  'Good morning.',
  'The wash is done.',
  'Somebody is at the door.',
  'Rain is expected in the afternoon.',
  'The pool is warm enough to swim in.',
];
const AUDIO = { encoding: 'mulaw', sample_rate: 8000 };
const PIECE_BYTES = (AUDIO.sample_rate * PIECE_MS) / 1000;
const MULAW_SILENCE = 0xff;

async function sentence(emulator: Emulator, text: string): Promise<Sentence> {
  const audio = await say(emulator, text, 'encoding=mulaw&sample_rate=8000&container=none');
  const count = Math.ceil(audio.length / PIECE_BYTES);
  const pieces = Array.from({ length: count }, (_, index) =>
    Buffer.from(audio.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)),
  );
  return { text: text.toLowerCase().replace('.', ''), pieces };
}

/** Lets something go wrong for whichever socket comes first: in the middle of its audio, or before it is open. */
function breakOne(emulator: Emulator): FaultHandle {
  const afterBytes = Math.floor(Math.random() * 3 * AUDIO.sample_rate);
  const kind = Math.floor(Math.random() * 3);
  if (kind === 0) return emulator.fault({ kind: 'socket-refused', status: 503 });
  return emulator.fault({ kind: kind === 1 ? 'socket-cut' : 'socket-reset', afterBytes });
}

function isUnanswered({ status, close }: RecordedSocket): boolean {
  return status === 101 && !(close?.by === 'server' && close.code === 1000);
}

/** Waits for the flow's report that all sessions are over, or asks for one when they should be. */
async function lastReport(nodeRed: NodeRed): Promise<Report> {
  const late = setTimeout(() => nodeRed.send('ask', {}), ENDING_MS);
  const reports = await nodeRed.until('reports');
  clearTimeout(late);
  return reports[0]?.payload as Report;
}

describe('F54 nr.soak: deepgram-transcribe-stream, for long', () => {
  let emulator: Emulator;
  let nodeRed: NodeRed;

  before(async () => {
    emulator = await startEmulator({ sockets: { clock: { speed: SPEED }, keepAudio: false } });
    // Parts of these sentences have been said by other tests, in other words: heard from the middle on, after a cut, it
    // could be those.
    emulator.forgetSpeech();
    nodeRed = await startNodeRed({ settings: `logging: { console: { level: 'warn' } },` });
  });
  after(async () => {
    await nodeRed.stop();
    await emulator.close();
  });

  it(`hears ${SESSIONS} sessions for ${SECONDS} s over sockets that break: each sentence comes once, memory stays flat`, async function () {
    this.timeout((SECONDS + 120) * 1000);
    const sentences = await Promise.all(TEXTS.map((text) => sentence(emulator, text)));
    await nodeRed.deploy(microphones(emulator.url, { params: AUDIO }));
    const start = await nodeRed.resources();

    const silence = Buffer.alloc(PIECE_BYTES, MULAW_SILENCE);
    const script: Script = { sessions: SESSIONS, sentences, silence, speed: SPEED };
    nodeRed.send('go', { topic: 'go', payload: script });
    let broken = 0;
    const [early, late] = await watchMemory(nodeRed, SECONDS, () => {
      void breakOne(emulator).reached.then(() => (broken += 1));
    });
    emulator.clearFaults();
    nodeRed.send('stop', {});
    const { given, ended, failed, heard, lost, finalized, closed, cut, droppedBytes, wrong, open } =
      await lastReport(nodeRed);

    const memory = `${inMB(early)}, then ${inMB(late)}`;
    console.log(
      `        ${given} messages, ${heard} sentences heard, ${lost} lost, ${finalized} finalized, ${closed} sessions; ${broken} faults; ${memory}`,
    );
    assert.deepEqual(open, []);
    assert.deepEqual(wrong, []);
    assert.deepEqual(failed, []);
    assert.equal(ended, given);
    assert.equal(droppedBytes, 0);
    assert.ok(
      heard > SESSIONS && finalized > 0 && closed > SESSIONS && cut > 0,
      JSON.stringify({ heard, finalized, closed, cut }),
    );
    // The medians are a third of the time apart, in which some 500 sentences end (45 s): 8 kB of heap that each leaves
    // behind would show. Buffers lie outside of the heap; RSS grows a little while all warms up.
    assert.ok(late.heap - early.heap < 4 * MB, memory);
    assert.ok(late.rss - early.rss < 32 * MB, memory);
    // The emulator hears of a close a moment later than the node.
    for (const { requestId } of emulator.sockets.filter(({ open: isOpen }) => isOpen))
      await emulator.waitForSocketEnd((socket) => socket.requestId === requestId);
    assert.equal((await nodeRed.resources()).sockets, start.sockets);
    // Two seconds are all that a close takes: where its socket is lost, or the answer late, its last words may be.
    const unanswered = emulator.sockets.filter(isUnanswered).length;
    assert.ok(lost <= closed / 4, `${lost} of ${closed} sessions were closed without their last words`);
    assert.ok(
      lost <= unanswered,
      `${lost} were lost, but only ${unanswered} sockets ended without an answer`,
    );
  });
});
