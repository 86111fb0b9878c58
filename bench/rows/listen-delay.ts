import type { Goal, Row } from '../row.js';

const SESSIONS = 50;

/** Times as long as a sample is elsewhere, so that one in a hundred is more than a few. */
const LONGER = 2;

const title = 'ms from sending a result until it is in hand';
const sessions = `${SESSIONS} live sessions at once`;
const goal = { name: 'live delay', peer: 'transcribe-stream', wanted: 'atMost' } as const;
const than = { peer: 'ws-listen', as: 'difference' } as const;

export const rows: Row[] = [
  {
    name: 'listen-delay',
    peers: ['transcribe-stream', 'ws-listen', 'sdk-listen-function'],
    figures: {
      median: { title: `${title}, ${sessions}`, digits: 2 },
      p99: { title: `${title}, 99 of 100 of them, ${sessions}`, digits: 2 },
    },
    goals: [
      { ...goal, figure: 'median', than, must: 2 },
      { ...goal, figure: 'p99', than, must: 10 },
    ] satisfies Goal[],
    async sample(name, { startPeer, seconds }) {
      const peer = await startPeer(name);
      await peer.hear({ sessions: SESSIONS, seconds });
      const { medianMs, p99Ms } = await peer.hear({ sessions: SESSIONS, seconds: LONGER * seconds });
      await peer.end();
      return { median: medianMs, p99: p99Ms };
    },
  },
];
