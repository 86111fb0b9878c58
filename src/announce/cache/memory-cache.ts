import type { Kept } from '../announcement.js';
import { OVERHEAD_BYTES, type SpeechStore } from './speech-store.js';

/**
 * Keeps audio in memory.
 *
 * @param bound - bytes of all
 */
export function openMemoryCache(bound: number): SpeechStore {
  const limit = Math.floor(bound / 4);
  let opening: ReturnType<typeof openLeastRecentlyUsed> | undefined;

  function opened() {
    opening ??= openLeastRecentlyUsed(bound);
    return opening;
  }

  return {
    limit,
    async find(key) {
      return (await opened()).get(key);
    },
    async keep(key, kept) {
      if (kept.audio.length <= limit) (await opened()).set(key, kept);
    },
    async empty() {
      const cache = await opened();
      const entries = cache.size;
      const bytes = cache.calculatedSize - entries * OVERHEAD_BYTES;
      cache.clear();
      return { entries, bytes };
    },
  };
}

async function openLeastRecentlyUsed(bound: number) {
  const { LRUCache } = await import('lru-cache');
  return new LRUCache<string, Kept>({
    // 0 would mean: without a bound.
    maxSize: Math.max(1, Math.floor(bound)),
    sizeCalculation: ({ audio }) => audio.length + OVERHEAD_BYTES,
  });
}
