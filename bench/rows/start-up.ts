import type { Row } from '../row.js';

const goal = { name: 'P21', peer: 'speak-buffer', wanted: 'atMost' } as const;
const than = { peer: 'node-red', as: 'difference' } as const;

export const rows: Row[] = [
  {
    name: 'start-up',
    peers: ['speak-buffer', 'node-red'],
    // Starts differ more from each other than the package adds to one.
    samplesPerRound: 4,
    figures: {
      start: { title: 'ms from the start of the process until the flow runs', digits: 0 },
      rss: { title: 'RSS before the first message, MB', digits: 1 },
      undici: { title: 'undici loaded before the first message (1 = yes)', digits: 0 },
    },
    goals: [
      { ...goal, figure: 'start', than, must: 60, aim: 25 },
      { ...goal, figure: 'rss', than, must: 15, aim: 8 },
      { ...goal, figure: 'undici', must: 0 },
    ],
    async sample(name, { startPeer }) {
      const peer = await startPeer(name);
      const { rss, undiciLoaded } = await peer.memory();
      await peer.end();
      return { start: peer.startMs, rss, undici: Number(undiciLoaded) };
    },
  },
];
