import type { Row } from '../row.js';
import { bytesOf, TURNS, type Turn } from '../turn.js';

const PACED: Turn = { frames: 10, frameBytes: 4800, frameMs: 10 };

export const rows: Row[] = [
  {
    name: 'socket-first-audio',
    peers: ['speak-stream', 'ws-speak', 'websocket-client', 'sdk-speak-function'],
    figures: {
      first: { title: `ms from sending a turn's first frame until its audio is in hand`, digits: 2 },
      all: { title: `The same for all frames, which the server sends ${PACED.frameMs} ms apart`, digits: 2 },
    },
    goals: [
      {
        name: 'first audio',
        figure: 'first',
        peer: 'speak-stream',
        than: { peer: 'ws-speak', as: 'difference' },
        wanted: 'atMost',
        must: 2,
      },
    ],
    // In a process of its own: core's nodes would keep their sockets, and `socket-many` waits until none is open.
    async sample(name, { startPeer, server }) {
      await server.speak(PACED);
      const peer = await startPeer(name);
      const load = { count: 1, concurrency: 1, bytes: bytesOf(PACED), isStamped: true };
      const talk = async () => {
        await peer.connect({ ...load, turns: 1 });
        const talked = await peer.talk({ ...load, turns: TURNS - 1 });
        await peer.hangUp();
        return talked;
      };
      await talk();
      const { firstMs, latencyMs } = await talk();
      await peer.end();
      return { first: firstMs, all: latencyMs };
    },
  },
];
