import { openDiskCache } from '../../src/announce/cache/disk-cache.js';
import { keptFor, keyFor } from './announce-sounds.js';

/** What it is to do. */
export interface Writing {
  readonly folder: string;
  /** Bytes of all. */
  readonly bound: number;
  /** The number of the first sound. */
  readonly first: number;
}

/**
 * A process that only writes into a cache on disk, one sound after the other, and says when it begins each: to be
 * killed meanwhile. It begins when it is told to.
 */
async function write({ folder, bound, first }: Writing): Promise<void> {
  const cache = openDiskCache(folder, bound);
  const fail = (errno: string) => {
    throw new Error(errno);
  };
  for (let sound = first; process.connected; sound++) {
    process.send?.(sound);
    const name = String(sound % SOUNDS);
    if (!(await cache.find(keyFor(name), fail))) await cache.keep(keyFor(name), keptFor(name, BYTES), fail);
  }
}

/** How many different ones are written, over and over. */
export const SOUNDS = 20;

/** Bytes of each: as many as keep the disk busy for most of the time. */
export const BYTES = 3_000_000;

if (require.main === module) process.once('message', (writing: Writing) => void write(writing));
