import { PATH, SECOND_PATH } from '../delivery.js';
import { receive } from '../receive.js';
import { median } from '../report/median.js';
import type { Row } from '../row.js';

const BLOCK = 32;
const PAIRS_PER_SECOND = 20;

export const rows: Row[] = [
  {
    name: 'callback-cost',
    peers: ['callback-beside-route'],
    figures: {
      extra: { title: '% of CPU that proof, dedupe and checks add to JSON of 200 kB', digits: 1 },
      ours: { title: 'CPU ms per delivery of 200 kB JSON, deepgram-callback-in', digits: 3 },
      bare: { title: 'CPU ms per delivery of 200 kB JSON, bare route beside it', digits: 3 },
    },
    goals: [
      { name: 'P19', figure: 'extra', peer: 'callback-beside-route', wanted: 'atMost', must: 8, aim: 3 },
    ],
    // Processes differ from each other by more than what is looked for. So both take turns in one, in short
    // blocks of which none is always the first, and share its heap, its machine code and the machine's mood.
    // The median of the pairs' differences leaves out the few that a large collection of garbage fell into.
    async sample(name, { startPeer, sender, seconds }) {
      const peer = await startPeer(name);
      const load = { body: 'transcript', connections: 8 } as const;
      const cpuOf = async (path: string) => {
        const { cpuMs } = await receive(peer, sender, { ...load, paths: [path], count: BLOCK });
        return cpuMs / BLOCK;
      };
      await receive(peer, sender, { ...load, paths: [PATH, SECOND_PATH], seconds });
      const ours: number[] = [];
      const bare: number[] = [];
      while (ours.length < PAIRS_PER_SECOND * seconds) {
        const isOurTurn = ours.length % 2 === 0;
        if (isOurTurn) ours.push(await cpuOf(PATH));
        bare.push(await cpuOf(SECOND_PATH));
        if (!isOurTurn) ours.push(await cpuOf(PATH));
      }
      await peer.end();
      const differences = ours.map((value, pair) => value - (bare[pair] ?? Number.NaN));
      return {
        extra: (median(differences) / median(bare)) * 100,
        ours: median(ours),
        bare: median(bare),
      };
    },
  },
];
