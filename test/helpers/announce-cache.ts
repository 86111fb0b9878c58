import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Emulator } from '../../emulator/server.js';
import type { Announcement } from '../../src/announce/announcement.js';
import type { SayContext } from '../../src/announce/cached-speech.js';
import { type Account, openAccount } from '../../src/client/account.js';
import type { Utterance } from '../../src/speak/speak.js';

/** A folder of its own for each test, gone after it. */
export function useFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'announce-'));
  });
  // What has been said may still be on its way to the disk.
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }));
  return () => folder;
}

/** An account at an emulator. */
export function openTestAccount(
  { url, key }: Emulator,
  more: { key?: string; retries?: number } = {},
): Account {
  return openAccount({ url, auth: 'key', key, concurrency: 10, timeout: 60_000, retries: 0, ...more });
}

/** A sentence to be said, as MP3 unless told otherwise. */
export function sentence(text: string, more: Partial<Utterance> = {}): Utterance {
  return { model: 'aura-2-thalia-en', parameters: { encoding: 'mp3' }, longText: 'split', text, ...more };
}

/** What saying something is part of, when nobody looks. */
export function context(more: Partial<SayContext> = {}): SayContext {
  return {
    signal: new AbortController().signal,
    follow: () => () => undefined,
    onProblem: () => undefined,
    ...more,
  };
}

/** All that an announcement says. */
export async function listen({ audio }: Pick<Announcement, 'audio'>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of audio) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The files below a folder whose path has a word in it, with their sizes; none where there is no such folder. */
export async function filesIn(folder: string, word: string): Promise<{ file: string; bytes: number }[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => path.relative(folder, file).includes(word));
  return Promise.all(files.map(async (file) => ({ file, bytes: (await stat(file)).size })));
}
