import { ANSWER } from '../listen.js';
import type { Measured } from '../process/load.js';
import type { PeerProcess } from '../process/start.js';
import { recordingOf } from '../recordings.js';
import { median } from '../report/median.js';
import type { Goal, Row } from '../row.js';
import type { Server } from '../server/start.js';
import { sizeOf } from '../size-of.js';

const PEERS = ['transcribe-file', 'undici-file', 'sdk-file', 'http-request-file'];

const MIB = 1024 * 1024;
const SHORT_BYTES = MIB;
const BYTES = 200 * MIB;
const LONG_BYTES = 1_000_000_000;

/** What of an answer has to come out. */
const TEXT_LENGTH = sizeOf(JSON.parse(ANSWER.toString()));

const goal = { peer: 'transcribe-file', wanted: 'atMost' } as const;
const than = (peer: string): Pick<Goal, 'than'> => ({ than: { peer, as: 'ratio' } });

export const rows: Row[] = [
  {
    name: 'upload',
    peers: PEERS,
    figures: {
      ms: { title: 'ms for a file of 200 MiB', digits: 0 },
      cpu: { title: 'CPU ms for a file of 200 MiB', digits: 0 },
      lag: { title: 'Worst lag of the event loop while files of 200 MiB are sent, ms', digits: 1 },
    },
    goals: [
      { name: 'P7', ...goal, figure: 'ms', ...than('undici-file'), must: 1.3, aim: 1.1 },
      { name: 'P9', ...goal, figure: 'lag', must: 15, aim: 5 },
    ],
    // Nobody looks at the memory here: once garbage was collected by force, V8 collects it all again for every
    // 30 MB of Buffers, where it did so only in the small part of the heap before.
    async sample(name, { startPeer, server }) {
      const peer = await startPeer(name);
      await upload(peer, server, SHORT_BYTES);
      const measured: Measured[] = [];
      while (measured.length < 3) measured.push(await upload(peer, server, BYTES));
      await peer.end();
      return {
        ms: median(measured.map(({ ms }) => ms)),
        cpu: median(measured.map(({ cpuMs }) => cpuMs)),
        lag: Math.max(...measured.map(({ lagMs }) => lagMs)),
      };
    },
  },
  {
    name: 'upload-memory',
    peers: PEERS,
    figures: {
      peak: { title: 'RSS added by a file of 200 MiB after a short one, MB at the most', digits: 0 },
      first: { title: 'The same, with all that a first file loads', digits: 0 },
    },
    goals: [
      { name: 'P8', ...goal, figure: 'peak', must: 64, aim: 48 },
      { name: 'P9', ...goal, figure: 'peak', ...than('http-request-file'), must: 1 / 5, aim: 1 / 8 },
      { name: 'P9', ...goal, figure: 'peak', ...than('sdk-file'), must: 1 / 3, aim: 1 / 4 },
    ],
    async sample(name, { startPeer, server }) {
      const peer = await startPeer(name);
      const ready = await peer.memory();
      await upload(peer, server, SHORT_BYTES);
      const before = await peer.memory();
      await upload(peer, server, BYTES);
      const { peak } = await peer.memory();
      await peer.end();
      return { peak: peak - before.rss, first: peak - ready.rss };
    },
  },
  {
    name: 'upload-growth',
    // The others hold the whole file, and take five times as long.
    peers: ['transcribe-file', 'undici-file'],
    figures: {
      growth: { title: 'RSS added by a file of 1 GB to what one of 200 MiB adds, MB at the most', digits: 1 },
    },
    goals: [{ name: 'P8', ...goal, figure: 'growth', must: 8, aim: 2 }],
    async sample(name, { startPeer, server }) {
      const peer = await startPeer(name);
      const peakOf = async (bytes: number) => {
        await upload(peer, server, bytes);
        return (await peer.memory()).peak;
      };
      // The heap of a process at its first work grows by itself, whatever the size of the file.
      await peakOf(BYTES);
      const usual = await peakOf(BYTES);
      const long = await peakOf(LONG_BYTES);
      await peer.end();
      return { growth: long - usual };
    },
  },
];

/** Has a file sent, and makes sure that all of it has come, and the whole transcript back. */
async function upload(peer: PeerProcess, server: Server, bytes: number): Promise<Measured> {
  const input = recordingOf(bytes);
  const measured = await peer.run({
    concurrency: 1,
    count: 1,
    bytes: TEXT_LENGTH,
    input,
    watchLoop: true,
  });
  const taken = await server.takenBytes();
  if (taken !== bytes) throw new Error(`${taken} bytes were sent of ${bytes}`);
  return measured;
}
