import { readFileSync, writeFileSync } from 'node:fs';

/** What a process holds. */
export interface Memory {
  /** MB after garbage collection. */
  readonly rss: number;
  /** MB, the most it was since somebody last looked; where the system can't tell that, the most it ever was. */
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
    peak: takePeak() / 1e6,
    undiciLoaded: Object.keys(require.cache).some((file) => /[\\/]undici[\\/]index\.js$/.test(file)),
  };
}

/** Gives the most memory that was held, in bytes, and forgets it: what was held at the start would hide all that follows. */
function takePeak(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  // man 5 proc: 5 resets the peak to what is held now.
  writeFileSync('/proc/self/clear_refs', '5');
  return Number(kibibytes) * 1024;
}
