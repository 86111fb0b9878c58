import type { Row } from '../row.js';
import { AUDIO_BYTES } from '../utterance.js';

const CHUNK_MS = 10;
const ANNOUNCEMENTS = 200;
const FRESH = 8;

const goal = { figure: 'left', wanted: 'atMost' } as const;

export const rows: Row[] = [
  {
    name: 'announce-cached',
    peers: ['announce-memory', 'announce-disk', 'speak-buffer'],
    figures: {
      left: {
        title: `ms until an announcement leaves the node, the server sends 20 chunks ${CHUNK_MS} ms apart`,
        digits: 2,
      },
    },
    goals: [
      { name: 'announce memory', ...goal, peer: 'announce-memory', must: 3 },
      { name: 'announce disk', ...goal, peer: 'announce-disk', must: 10 },
    ],
    async sample(name, { peer, server }) {
      const { run } = await peer(name);
      const load = { concurrency: 1, bytes: AUDIO_BYTES };
      // Paced, what is not cached is seen at once: it takes 190 ms.
      await server.pace(CHUNK_MS);
      // What is there to be said again from then on.
      await run({ ...load, count: 1 });
      const { firstMs } = await run({ ...load, count: name === 'speak-buffer' ? FRESH : ANNOUNCEMENTS });
      await server.pace(0);
      return { left: firstMs };
    },
  },
];
