/** What a process holds. */
export interface Memory {
  /** MB after garbage collection. */
  readonly rss: number;
  /** MB, the most it ever was. */
  readonly peak: number;
  readonly undiciLoaded: boolean;
}

/** Collects garbage, then looks. */
export async function readMemory(): Promise<Memory> {
  // Buffers are freed in a turn after the collection that finds them.
  for (let round = 0; round < 3; round++) {
    await global.gc?.({ type: 'major', execution: 'async' });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    rss: process.memoryUsage().rss / 1e6,
    peak: process.resourceUsage().maxRSS / 1000,
    undiciLoaded: Object.keys(require.cache).some((file) => /[\\/]undici[\\/]index\.js$/.test(file)),
  };
}
