import type { Goal, Row } from '../row.js';
import { SENTENCE, type Turn } from '../turn.js';

const SOCKETS = 1000;

/** How many connect at the same time. */
const AT_ONCE = 50;

/** The first turn shows that a socket is of use, and should not fill the memory that is looked at. */
const SILENT: Turn = { ...SENTENCE, frames: 0 };

const goal = { peer: 'speak-stream', wanted: 'atMost' } as const;

export const rows: Row[] = [
  {
    name: 'socket-many',
    peers: ['speak-stream', 'ws-speak', 'sdk-speak'],
    figures: {
      idle: { title: `KiB of RSS per idle socket, ${SOCKETS} in one process`, digits: 1 },
      open: { title: `ms to open one of ${SOCKETS}, an empty turn included, ${AT_ONCE} at once`, digits: 3 },
      close: { title: `Seconds until all ${SOCKETS} are closed`, digits: 2 },
      offers: { title: 'Share of sockets that offered permessage-deflate', digits: 2 },
    },
    goals: [
      { name: 'P13', ...goal, figure: 'offers', must: 0 },
      { name: 'P14', ...goal, figure: 'idle', must: 48, aim: 36 },
      { name: 'P14', ...goal, figure: 'open', than: { peer: 'ws-speak', as: 'ratio' }, must: 3, aim: 2 },
      { name: 'P14', ...goal, figure: 'close', must: 5, aim: 2 },
    ] satisfies Goal[],
    async sample(name, { startPeer, server }) {
      await server.speak(SILENT);
      const peer = await startPeer(name);
      const load = { concurrency: AT_ONCE, turns: 1, bytes: 0 };
      // What loads at a first socket only is no part of what a socket costs.
      await peer.connect({ ...load, count: AT_ONCE });
      await peer.hangUp();
      await server.noneIsOpen();
      const [before, offeredBefore] = [await peer.memory(), await server.offered()];
      const { ms } = await peer.connect({ ...load, count: SOCKETS });
      const [after, offeredAfter] = [await peer.memory(), await server.offered()];
      const asked = performance.now();
      await peer.hangUp();
      await server.noneIsOpen();
      const closed = performance.now();
      await peer.end();
      return {
        idle: ((after.rss - before.rss) * 1e6) / 1024 / SOCKETS,
        open: ms / SOCKETS,
        close: (closed - asked) / 1000,
        offers: (offeredAfter - offeredBefore) / SOCKETS,
      };
    },
  },
];
