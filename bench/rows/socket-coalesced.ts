import type { Row, Sample } from '../row.js';
import { talkFor } from '../talking.js';
import { bytesOf, type Turn } from '../turn.js';

/** Five seconds again, but a frame for each 20 ms: one for each 100 ms, as in `SENTENCE`, leaves nothing to be joined. */
const SMALL_FRAMES: Turn = { frames: 250, frameBytes: 960 };
const SMALL_BURST: Turn = { ...SMALL_FRAMES, isBurst: true };
const SESSIONS = 16;

const title = `CPU ms per MB of audio that comes in frames of 20 ms, ${SESSIONS} sessions at once`;

export const rows: Row[] = [
  {
    name: 'socket-coalesced',
    // The second one shows what is saved.
    peers: ['speak-stream-100ms', 'speak-stream', 'ws-speak'],
    figures: {
      cpu: { title, digits: 2 },
      cpuBurst: { title: `${title}, each turn in one piece`, digits: 2 },
    },
    goals: [
      {
        name: 'P12',
        figure: 'cpu',
        peer: 'speak-stream-100ms',
        than: { peer: 'ws-speak', as: 'ratio' },
        wanted: 'atMost',
        must: 2.5,
        aim: 1.5,
      },
    ],
    async sample(name, { startPeer, server, seconds }) {
      const peer = await startPeer(name);
      const cpuOf = async (turn: Turn, share: number) => {
        await server.speak(turn);
        const { turns, cpuMs } = await talkFor(peer, turn, SESSIONS, share * seconds);
        return cpuMs / ((turns * bytesOf(turn)) / 1e6);
      };
      await cpuOf(SMALL_FRAMES, 1);
      const cpu = await cpuOf(SMALL_FRAMES, 0.4);
      const cpuBurst = await cpuOf(SMALL_BURST, 0.4);
      await peer.end();
      return { cpu, cpuBurst } satisfies Sample;
    },
  },
];
