import type { Account } from '../client/account.js';
import { TEXT_LIMIT } from '../speak/parameters.js';
import { type SpeakContext, speak, type Utterance } from '../speak/speak.js';
import type { Announcement, Kept } from './announcement.js';
import { cacheKey } from './cache/cache-key.js';
import { openDiskCache } from './cache/disk-cache.js';
import { fromKept } from './cache/from-kept.js';
import { openMemoryCache } from './cache/memory-cache.js';
import type { Emptied, OnProblem, SpeechStore } from './cache/speech-store.js';
import { type Flight, startFlight } from './flight/flight.js';

/** Text that is longer is spoken each time: it is no announcement, and hardly said twice. */
export const CACHED_TEXT_LIMIT = 10_000;

/** Bytes that are kept in memory at most. */
const MEMORY_LIMIT = 50 * 1024 * 1024;

/** Where speech is kept. */
export type CachePlace = 'memory' | 'disk';

/** What saying something is part of. */
export interface SayContext extends SpeakContext {
  /** Where the disk can't be used, once for each reason: the words are spoken as if there were no cache. */
  readonly onProblem: OnProblem;
}

/** Speech that is synthesised once for the same words with the same parameters. */
export interface SpeechCache {
  /**
   * Says what is kept, or speaks as `speak` does and keeps that when it has come whole. What is being looked up or
   * spoken with the same account is shared.
   *
   * @throws DeepgramError; `audio` throws it too
   */
  say(place: CachePlace, account: Account, utterance: Utterance, context: SayContext): Promise<Announcement>;
  /** Resolves when all that has been heard to its end by now is kept. */
  idle(): Promise<void>;
  /** Takes out all, in memory and on disk, and what is on its way there. @throws what the system says, when it can't */
  empty(): Promise<Emptied>;
}

/**
 * Opens a cache; nothing is loaded or looked at before something is said.
 *
 * @param folder - for the disk; memory is used where there is none
 * @param bound - bytes that may be kept on disk; in memory as many, but no more than 50 MB
 */
export function openSpeechCache(folder: string | undefined, bound: number): SpeechCache {
  const memory = openMemoryCache(Math.min(bound, MEMORY_LIMIT));
  const disk = folder === undefined ? memory : openDiskCache(folder, bound);
  const stores = { memory, disk };
  // Of each account: one that is refused must not fail the messages of another.
  const flights = new WeakMap<Account, Map<string, Shared>>();
  // Of all accounts: what has come whole and is being kept.
  const landed = new Map<string, Shared>();
  const keeping = new Set<Promise<void>>();

  function depart(
    key: string,
    store: SpeechStore,
    account: Account,
    utterance: Utterance,
    onProblem: OnProblem,
  ) {
    const flying = flights.get(account) ?? new Map<string, Shared>();
    flights.set(account, flying);
    const wanted = new Set<SpeechStore>();
    const flight = startFlight({
      limit: disk.limit,
      async open(context) {
        const kept = await store.find(key, onProblem);
        return kept ? fromKept(kept) : speak(account, utterance, context);
      },
      async keep(kept, isFound) {
        landed.set(key, shared);
        const stored = storeAll(kept, isFound).finally(forget);
        keeping.add(stored);
        await stored.finally(() => keeping.delete(stored));
      },
      onEnd: forget,
    });

    function forget(): void {
      for (const place of [flying, landed]) if (place.get(key) === shared) place.delete(key);
    }

    async function storeAll(kept: () => Kept, isFound: boolean): Promise<void> {
      // A store that is added meanwhile has its turn as well.
      for (const each of wanted) if (!isFound || each !== store) await each.keep(key, kept(), onProblem);
    }

    const shared: Shared = { flight, store, wanted };
    flying.set(key, shared);
    return shared;
  }

  /** Says what is kept elsewhere than where it is being looked for, or kept, just now. */
  function sayKept(kept: Kept, context: SpeakContext): Promise<Announcement> {
    const open = async () => fromKept(kept);
    return startFlight({ open, limit: 0, keep: async () => undefined, onEnd: () => undefined }).join(context);
  }

  async function idle(): Promise<void> {
    await Promise.allSettled(keeping);
  }

  return {
    async say(place, account, utterance, { onProblem, ...context }) {
      const { text, longText } = utterance;
      const isRefused = longText === 'refuse' && text.length > TEXT_LIMIT;
      if (isRefused || text.length > CACHED_TEXT_LIMIT) return speak(account, utterance, context);
      const store = stores[place];
      const key = cacheKey(account.url, utterance, text);
      const underWay = () => flights.get(account)?.get(key) ?? landed.get(key);
      const other = underWay();
      if (other && other.store !== store && other !== landed.get(key)) {
        // It may take its time, or fail, for want of what is here.
        other.wanted.add(store);
        const kept = await store.find(key, onProblem);
        if (kept) {
          other.wanted.delete(store);
          return sayKept(kept, context);
        }
      }
      const shared = underWay() ?? depart(key, store, account, utterance, onProblem);
      shared.wanted.add(store);
      return shared.flight.join(context);
    },
    idle,
    async empty() {
      await idle();
      const emptied = await Promise.all([...new Set([memory, disk])].map((store) => store.empty()));
      return {
        entries: emptied.reduce((sum, { entries }) => sum + entries, 0),
        bytes: emptied.reduce((sum, { bytes }) => sum + bytes, 0),
      };
    },
  };
}

interface Shared {
  readonly flight: Flight;
  /** Where the words were looked for. */
  readonly store: SpeechStore;
  /** Where it is to be kept: in the store of everybody who has asked. */
  readonly wanted: Set<SpeechStore>;
}
