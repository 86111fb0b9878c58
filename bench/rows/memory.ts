import type { Row } from '../row.js';
import { AUDIO_BYTES } from '../utterance.js';

const goal = { name: 'memory', figure: 'growth', wanted: 'atMost', must: 100 } as const;

export const rows: Row[] = [
  {
    name: 'memory',
    peers: ['speak-buffer', 'speak-parts', 'undici-buffer', 'sdk-function', 'http-request'],
    figures: {
      growth: { title: 'RSS added by the first 200 requests, 16 at once, MB after collection', digits: 0 },
      peak: { title: 'The most it was on the way, MB', digits: 0 },
    },
    goals: [
      { ...goal, peer: 'speak-buffer' },
      { ...goal, peer: 'speak-parts' },
    ],
    async sample(name, { startPeer }) {
      const peer = await startPeer(name);
      const before = await peer.memory();
      await peer.run({ concurrency: 16, count: 200, bytes: AUDIO_BYTES });
      const after = await peer.memory();
      await peer.end();
      return { growth: after.rss - before.rss, peak: after.peak - before.rss };
    },
  },
];
