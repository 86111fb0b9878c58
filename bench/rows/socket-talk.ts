import type { Goal, Row, Sample } from '../row.js';
import { talkFor } from '../talking.js';
import { BURST, bytesOf, SENTENCE, type Turn } from '../turn.js';

interface Load {
  readonly key: string;
  readonly title: string;
  readonly concurrency: number;
  readonly turn: Turn;
}

/** Goals are set for the second one; a rate of the last one would be compared with one that no server has. */
const LOADS: readonly Load[] = [
  { key: '1', title: 'one session', concurrency: 1, turn: SENTENCE },
  { key: '16', title: '16 sessions at once', concurrency: 16, turn: SENTENCE },
  { key: '100', title: '100 sessions at once', concurrency: 100, turn: SENTENCE },
  { key: 'Burst', title: '16 sessions at once, each turn in one piece', concurrency: 16, turn: BURST },
];

const rate = { figure: 'rate16', peer: 'speak-stream', wanted: 'atLeast' } as const;
const cpu = { figure: 'cpu16', peer: 'speak-stream', wanted: 'atMost' } as const;
const than = (peer: string) => ({ peer, as: 'ratio' }) as const;

export const rows: Row[] = [
  {
    name: 'socket-talk',
    peers: ['speak-stream', 'ws-speak', 'websocket-client', 'sdk-speak', 'sdk-speak-function'],
    figures: Object.fromEntries(
      LOADS.flatMap(({ key, title }) => [
        [`rate${key}`, { title: `Frames of 4.8 kB per second, ${title}`, digits: 0 }],
        [`cpu${key}`, { title: `CPU ms per MB of audio, ${title}`, digits: 2 }],
      ]),
    ),
    goals: [
      { name: 'P10', ...rate, than: than('ws-speak'), must: 0.33, aim: 0.45 },
      ...['sdk-speak', 'sdk-speak-function'].flatMap((sdk) => [
        { name: 'P10', ...rate, than: than(sdk), must: 1.2, aim: 1.6 },
        { name: 'P11', ...cpu, than: than(sdk), must: 0.85, aim: 0.6 },
      ]),
      { name: 'P11', ...cpu, than: than('ws-speak'), must: 5, aim: 3.5 },
      // The stricter one: there, reading costs `ws` next to nothing.
      { name: 'P11', ...cpu, figure: 'cpuBurst', than: than('ws-speak'), must: 5, aim: 3.5 },
    ] satisfies Goal[],
    // In a new process each, as throughput of any kind: see `throughput.ts`.
    async sample(name, { startPeer, server, seconds }) {
      const peer = await startPeer(name);
      await server.speak(SENTENCE);
      await talkFor(peer, SENTENCE, 16, seconds);
      const sample: Record<string, number> = {};
      for (const { key, concurrency, turn } of LOADS) {
        await server.speak(turn);
        const { turns, ms, cpuMs } = await talkFor(peer, turn, concurrency, 0.4 * seconds);
        sample[`rate${key}`] = (turns * turn.frames) / (ms / 1000);
        sample[`cpu${key}`] = cpuMs / ((turns * bytesOf(turn)) / 1e6);
      }
      await peer.end();
      return sample satisfies Sample;
    },
  },
];
