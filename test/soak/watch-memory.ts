import { setTimeout as delay } from 'node:timers/promises';
import { heapUsed } from '../helpers/harness-commands.js';
import type { NodeRed } from '../helpers/node-red.js';

/** What a process has in memory, in bytes. */
export interface Memory {
  /** On the heap of JavaScript, behind a collection of garbage. */
  readonly heap: number;
  readonly rss: number;
}

const EVERY_MS = 2000;
const MB = 1024 * 1024;

/**
 * Takes the memory of a process again and again.
 *
 * @param onLook - called each time
 * @returns that of the second third of the time, and of the last
 */
export async function watchMemory(
  nodeRed: NodeRed,
  seconds: number,
  onLook: () => void = () => undefined,
): Promise<[Memory, Memory]> {
  const samples: Memory[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    onLook();
    const heap = await heapUsed(nodeRed);
    samples.push({ heap, rss: (await nodeRed.resources()).rss });
    await delay(Math.min(EVERY_MS, Math.max(0, end - performance.now())));
  }
  const third = Math.max(1, Math.floor(samples.length / 3));
  return [typical(samples.slice(third, 2 * third)), typical(samples.slice(-third))];
}

/** In words. */
export function inMB({ heap, rss }: Memory): string {
  return `${(heap / MB).toFixed(1)} MB of heap, ${Math.round(rss / MB)} of RSS`;
}

function typical(some: readonly Memory[]): Memory {
  return { heap: median(some.map(({ heap }) => heap)), rss: median(some.map(({ rss }) => rss)) };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
