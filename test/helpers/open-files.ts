import { readdir, readlink } from 'node:fs/promises';
import type { NodeRed } from './node-red.js';

/** The files below a folder that a Node-RED has open; none where the system has no `/proc`. */
export async function openFiles({ process: child }: NodeRed, folder: string): Promise<string[]> {
  const descriptors = `/proc/${child.pid}/fd`;
  const numbers = await readdir(descriptors).catch(() => []);
  const files = await Promise.all(
    numbers.map((number) => readlink(`${descriptors}/${number}`).catch(() => '')),
  );
  return files.filter((file) => file.startsWith(folder));
}
