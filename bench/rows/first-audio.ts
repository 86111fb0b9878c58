import type { Row } from '../row.js';
import { AUDIO_BYTES } from '../utterance.js';

const CHUNK_MS = 10;
const UTTERANCES = 8;

const goal = { figure: 'first', peer: 'speak-parts', wanted: 'atMost' } as const;

export const rows: Row[] = [
  {
    name: 'first-audio',
    peers: ['speak-parts', 'speak-buffer', 'undici-stream', 'sdk-function', 'http-request'],
    figures: {
      first: { title: `ms to the first audio, the server sends 20 chunks ${CHUNK_MS} ms apart`, digits: 2 },
    },
    goals: [
      { name: 'P4', ...goal, than: { peer: 'undici-stream', as: 'difference' }, must: 2, aim: 0.5 },
      { name: 'P5', ...goal, than: { peer: 'http-request', as: 'ratio' }, must: 1 / 50, aim: 1 / 200 },
    ],
    async sample(name, { peer, server }) {
      const { run } = await peer(name);
      await server.pace(CHUNK_MS);
      const { firstMs } = await run({ concurrency: 1, count: UTTERANCES, bytes: AUDIO_BYTES });
      await server.pace(0);
      return { first: firstMs };
    },
  },
];
