import { utimes } from 'node:fs/promises';
import path from 'node:path';
import type { About, Kept } from '../announcement.js';
import { errnoOf, isDamage } from './disk-errors.js';
import { listEntries, removeAll } from './disk-list.js';
import { createDiskUsage, type DiskUsage } from './disk-usage.js';
import { loadCacache } from './load-cacache.js';
import { SEAL_BYTES, seal, unseal } from './seal.js';
import { type OnProblem, OVERHEAD_BYTES, type SpeechStore } from './speech-store.js';

/**
 * Keeps audio on disk by `cacache`: content is written beside its place and moved there, each line of the index has
 * a checksum, and content is read by its digest; so the process may be killed, and bytes may rot, at any moment.
 *
 * @param directory - its own; it need not exist
 * @param bound - bytes of all
 */
export function openDiskCache(directory: string, bound: number): SpeechStore {
  const folder = path.resolve(directory);
  const limit = Math.floor(bound / 4);
  const reported = new Set<string>();
  let usage: DiskUsage | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One change after the other: a removal must not meet the writing of the same entry. */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = last.then(change);
    last = turn.catch(() => undefined);
    return turn;
  }

  function report(error: unknown, onProblem: OnProblem): void {
    const errno = errnoOf(error);
    if (reported.has(errno)) return;
    reported.add(errno);
    onProblem(errno);
  }

  async function remove(key: string, integrity: string): Promise<void> {
    const { get, rm } = await loadCacache();
    const found = await get.info(folder, key).catch(undefinedIfDamaged);
    if (!found || found.integrity === integrity) {
      // The typings do not know the third parameter, without which the index would only ever grow.
      const removeEntry: (folder: string, key: string, options: object) => Promise<unknown> = rm.entry;
      await removeEntry(folder, key, { removeFully: true });
      usage?.remove(key);
    }
    await rm.content(folder, integrity);
  }

  async function makeRoom(used: DiskUsage, bytes: number): Promise<void> {
    for (let least = used.leastUsed(); least && used.bytes() + bytes > bound; least = used.leastUsed()) {
      await remove(least[0], least[1].integrity);
    }
  }

  async function loaded(): Promise<DiskUsage> {
    if (usage) return usage;
    const used = createDiskUsage();
    for (const { key, integrity, bytes } of await listEntries(folder)) {
      used.add(key, { integrity, bytes: bytes + OVERHEAD_BYTES });
    }
    usage = used;
    await makeRoom(used, 0);
    return used;
  }

  async function read(key: string): Promise<Kept | undefined> {
    const { get } = await loadCacache();
    const found = await get.info(folder, key).catch(undefinedIfDamaged);
    const integrity = (found ?? usage?.get(key))?.integrity;
    if (integrity === undefined) return undefined;
    const content = found && (await get.byDigest(folder, integrity).catch(undefinedIfDamaged));
    const audio = content && unseal(key, content);
    if (!audio) {
      await inTurn(() => remove(key, integrity));
      return undefined;
    }
    usage?.use(key);
    // How the order of use outlives a restart; where it can't be told, the entry only goes earlier.
    const now = new Date();
    utimes(found.path, now, now).catch(() => undefined);
    return { about: found.metadata as About, audio };
  }

  async function write(key: string, { about, audio }: Kept): Promise<void> {
    const used = await loaded();
    const content = seal(key, audio);
    const bytes = content.length + OVERHEAD_BYTES;
    const old = used.get(key);
    // What lies there is not written over, even if it is damaged.
    if (old) await remove(key, old.integrity);
    await makeRoom(used, bytes);
    const { put } = await loadCacache();
    used.add(key, { integrity: String(await put(folder, key, content, { metadata: about })), bytes });
  }

  return {
    limit,
    find: (key, onProblem) => read(key).catch((error) => void report(error, onProblem)),
    async keep(key, kept, onProblem) {
      if (kept.audio.length > limit) return;
      await inTurn(() => write(key, kept)).catch((error) => {
        // Half of an entry may have been written: what is there has to be looked at anew.
        usage = undefined;
        report(error, onProblem);
      });
    },
    empty: () =>
      inTurn(async () => {
        // What can't be read can't be counted, and is to go all the more.
        const used = await loaded().catch(() => createDiskUsage());
        usage = undefined;
        const entries = used.entries();
        const bytes = used.bytes() - entries * (OVERHEAD_BYTES + SEAL_BYTES);
        await removeAll(folder);
        return { entries, bytes };
      }),
  };
}

function undefinedIfDamaged(error: unknown): undefined {
  if (!isDamage(error)) throw error;
}
