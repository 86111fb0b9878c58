import type { Goal, Row } from '../row.js';

/** Goals are set for all of them: a house has one, a telephone exchange many. */
const COUNTS = [1, 10, 100] as const;

/** Times as long as a sample is elsewhere: at real time, little happens in a second. */
const LONGER = 2;

const nameOf = (sessions: number) => (sessions === 1 ? 'one session' : `${sessions} sessions at once`);
const goal = { name: 'live', peer: 'transcribe-stream', wanted: 'atMost' } as const;

export const rows: Row[] = [
  {
    name: 'listen-sessions',
    peers: ['transcribe-stream', 'ws-listen', 'sdk-listen-function'],
    figures: Object.fromEntries(
      COUNTS.map((sessions) => [
        `cpu${sessions}`,
        { title: `CPU ms per second of live audio in frames of 20 ms, ${nameOf(sessions)}`, digits: 2 },
      ]),
    ),
    goals: COUNTS.flatMap((sessions): Goal[] => {
      const figure = `cpu${sessions}`;
      return [
        { ...goal, figure, than: { peer: 'sdk-listen-function', as: 'ratio' }, must: 1 },
        { ...goal, figure, than: { peer: 'ws-listen', as: 'ratio' }, must: 5, aim: 3.5 },
      ];
    }),
    // In a new process each, as throughput of any kind: see `throughput.ts`.
    async sample(name, { startPeer, seconds }) {
      const peer = await startPeer(name);
      await peer.hear({ sessions: 100, seconds });
      const sample: Record<string, number> = {};
      for (const sessions of COUNTS) {
        const heard = await peer.hear({ sessions, seconds: LONGER * seconds });
        sample[`cpu${sessions}`] = heard.cpuMs / (sessions * heard.seconds);
      }
      await peer.end();
      return sample;
    },
  },
];
