import { setImmediate as turn } from 'node:timers/promises';
import type { Work } from '../peer.js';
import { median } from '../report/median.js';
import { watchLoop } from './loop-lag.js';

/** How much is asked of a peer. It ends at whichever comes first: the count or the time. */
export interface Load {
  readonly concurrency: number;
  readonly count?: number;
  readonly seconds?: number;
  /** Bytes, or characters, that each unit of work has to bring. */
  readonly bytes: number;
  /** What each is done with: see `Work`. */
  readonly input?: string;
  /** Watch how late the event loop is meanwhile. */
  readonly watchLoop?: boolean;
}

export interface Measured {
  readonly count: number;
  readonly ms: number;
  /** User and system time of the whole process, garbage collection included. */
  readonly cpuMs: number;
  /** Median of the times from the start of a unit to its first result. */
  readonly firstMs: number;
  /** The worst lag of the event loop; 0 where nobody watched. */
  readonly lagMs: number;
}

/** Keeps `concurrency` units of work in flight. */
export async function run(work: Work, load: Load): Promise<Measured> {
  const { concurrency, count = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = load;
  const firsts: number[] = [];
  let begun = 0;
  const lag = load.watchLoop ? watchLoop() : undefined;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const deadline = started + seconds * 1000;

  async function repeat(): Promise<void> {
    while (begun < count && performance.now() < deadline) {
      begun += 1;
      firsts.push(await once(work, load));
    }
  }

  await Promise.all(Array.from({ length: concurrency }, repeat));
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  // What the last message left to do (a status, a Catch node) is not to fall into the next sample.
  await turn();
  const lagMs = (await lag?.()) ?? 0;
  return { count: begun, ms, cpuMs: (user + system) / 1000, firstMs: median(firsts), lagMs };
}

async function once(work: Work, { bytes: expected, input }: Load): Promise<number> {
  const started = performance.now();
  let first: number | undefined;
  let bytes = 0;
  await work((length) => {
    first ??= performance.now() - started;
    bytes += length;
  }, input);
  if (first === undefined || bytes !== expected) throw new Error(`${bytes} bytes instead of ${expected}`);
  return first;
}
