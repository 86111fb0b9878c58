import type { Goal, Row, Sample } from '../row.js';
import { AUDIO_BYTES } from '../utterance.js';

const CONCURRENCIES = [16, 64];

export const rows: Row[] = [
  {
    name: 'throughput',
    peers: ['speak-buffer', 'speak-parts', 'undici-buffer', 'undici-stream', 'sdk-function', 'http-request'],
    figures: Object.fromEntries(
      CONCURRENCIES.flatMap((concurrency) => [
        [`rate${concurrency}`, { title: `Requests per second, ${concurrency} at once`, digits: 0 }],
        [`cpu${concurrency}`, { title: `CPU ms per request, ${concurrency} at once`, digits: 2 }],
      ]),
    ),
    goals: CONCURRENCIES.flatMap(goals),
    // A process that has had nothing to do for some 20 s collects garbage three times as often from then on,
    // whoever's code it runs: V8 lowers its limits. So each sample has a new process, at work from its start.
    async sample(name, { startPeer, seconds }) {
      const peer = await startPeer(name);
      const load = { bytes: AUDIO_BYTES };
      await peer.run({ ...load, concurrency: 16, seconds: 1.5 * seconds });
      const sample: Record<string, number> = {};
      for (const concurrency of CONCURRENCIES) {
        const { count, ms, cpuMs } = await peer.run({ ...load, concurrency, seconds });
        sample[`rate${concurrency}`] = count / (ms / 1000);
        sample[`cpu${concurrency}`] = cpuMs / count;
      }
      await peer.end();
      return sample satisfies Sample;
    },
  },
];

function goals(concurrency: number): Goal[] {
  const rate = { figure: `rate${concurrency}`, peer: 'speak-buffer', wanted: 'atLeast' } as const;
  const cpu = { figure: `cpu${concurrency}`, peer: 'speak-buffer', wanted: 'atMost' } as const;
  const than = (peer: string) => ({ peer, as: 'ratio' }) as const;
  const stream = { ...rate, peer: 'speak-parts', than: than('undici-buffer') };
  return [
    { name: 'P1', ...rate, than: than('undici-buffer'), must: 0.55, aim: 0.85 },
    { name: 'P2', ...rate, than: than('http-request'), must: 1.5, aim: 2.2 },
    { name: 'P3', ...cpu, than: than('http-request'), must: 0.65, aim: 0.4 },
    { name: 'P3', ...cpu, than: than('sdk-function'), must: 0.5, aim: 0.3 },
    ...(concurrency === 64 ? [{ name: 'P6', ...stream, must: 0.45, aim: 0.6 }] : []),
  ];
}
