import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from './disk-errors.js';
import { loadCacache } from './load-cacache.js';

/** What cacache calls its folders. */
const OURS = /^(tmp|content-|index-)/;

/** An entry that the index names, whose content is there. */
export interface ListedEntry {
  readonly key: string;
  readonly integrity: string;
  /** Of the content. */
  readonly bytes: number;
}

/**
 * Lists what lies below a folder of cacache, from the least to the most recently used, and removes what a process
 * that was killed has left: halves of files in `tmp`, and content that no line of the index names.
 *
 * @throws what the file system says
 */
export async function listEntries(folder: string): Promise<ListedEntry[]> {
  const named = await readIndex(folder);
  const files = await Promise.all(
    named.map(async ({ key, integrity, path: file }) => {
      const found = await stat(file).catch(() => undefined);
      return found && { key, integrity, file, bytes: found.size, used: found.mtimeMs };
    }),
  );
  const entries = files.filter((file) => file !== undefined).sort((one, other) => one.used - other.used);
  await sweep(folder, new Set(entries.map(({ file }) => file)));
  return entries;
}

/**
 * Removes all that cacache has put below a folder, whatever state it is in. (cacache's own takes the folder's name for
 * a pattern, and finds nothing where there are brackets in it.)
 *
 * @throws what the file system says
 */
export async function removeAll(folder: string): Promise<void> {
  const names = await readdir(folder).catch(noneIfMissing);
  for (const name of names.filter((name) => OURS.test(name))) {
    await rm(path.join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

async function readIndex(folder: string) {
  const { ls } = await loadCacache();
  try {
    return Object.values(await ls(folder));
  } catch (error) {
    // A folder where a file of the index should be: cacache could not read any other then.
    if (errnoOf(error) !== 'EISDIR') throw error;
    await removeAll(folder);
    return [];
  }
}

async function sweep(folder: string, named: ReadonlySet<string>): Promise<void> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(noneIfMissing);
  const left = found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => /^(tmp|content-)/.test(path.relative(folder, file)) && !named.has(file));
  for (const file of left) await rm(file, { force: true });
}

function noneIfMissing(error: unknown): [] {
  if (errnoOf(error) === 'ENOENT') return [];
  throw error;
}
