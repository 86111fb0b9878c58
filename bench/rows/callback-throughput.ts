import { type BodyKind, PATH } from '../delivery.js';
import type { PeerProcess } from '../process/start.js';
import { receive } from '../receive.js';
import type { Bench, Figure, Goal, Row, Sample } from '../row.js';

const CONNECTIONS = 32;

/** Jobs that wait for their audio: more than can be delivered in a second. */
const JOBS_PER_SECOND = 4000;

const rate = { figure: 'rate', peer: 'callback-in', wanted: 'atLeast' } as const;
const than = (peer: string) => ({ peer, as: 'ratio' }) as const;

export const rows: Row[] = [
  {
    name: 'callback-json',
    peers: ['callback-in', 'callback-route', 'callback-http-in', 'callback-http-in-fork'],
    figures: figures('JSON of 200 kB'),
    goals: [
      { name: 'P15', ...rate, than: than('callback-route'), must: 0.8, aim: 0.92 },
      { name: 'P15', ...rate, than: than('callback-http-in'), must: 1, aim: 1.15 },
      { name: 'P16', ...rate, than: than('callback-http-in-fork'), must: 1.8, aim: 2.5 },
    ] satisfies Goal[],
    sample: (name, bench) => sample(name, 'transcript', bench),
  },
  {
    name: 'callback-audio',
    peers: ['callback-in', 'callback-jobs', 'callback-route', 'callback-http-in'],
    figures: figures('audio of 480 kB'),
    goals: [
      { name: 'P17', ...rate, than: than('callback-route'), must: 0.8, aim: 1 },
      { name: 'P17', ...rate, than: than('callback-http-in'), must: 1, aim: 1.5 },
    ] satisfies Goal[],
    sample: (name, bench) => sample(name, 'audio', bench),
  },
];

function figures(what: string): Record<string, Figure> {
  return {
    rate: { title: `Deliveries per second, ${what}, ${CONNECTIONS} connections`, digits: 0 },
    cpu: { title: `CPU ms per delivery, ${what}`, digits: 2 },
  };
}

/** In a new process each, as throughput of any kind: see `throughput.ts`. */
async function sample(name: string, body: BodyKind, { startPeer, sender, seconds }: Bench): Promise<Sample> {
  const peer = await startPeer(name);
  const deliver = async (share: number) => {
    const tokens = name === 'callback-jobs' ? await jobs(peer, share * seconds) : undefined;
    const load = { paths: [PATH], body, connections: CONNECTIONS, seconds: share * seconds };
    return receive(peer, sender, { ...load, ...(tokens && { tokens }) });
  };
  await deliver(0.3);
  const { count, ms, cpuMs } = await deliver(0.5);
  await peer.end();
  return { rate: count / (ms / 1000), cpu: cpuMs / count };
}

function jobs(peer: PeerProcess, seconds: number): Promise<string[]> {
  return peer.submitJobs(Math.ceil(JOBS_PER_SECOND * seconds));
}
