import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const ARCHIVE = path.resolve(path.dirname(require.resolve('@sparticuz/chromium')), '../../bin/al2023.tar.br');

/**
 * Unpacks the system libraries that Chromium's npm package brings along (libnss3, libnspr4 and what they need).
 *
 * @returns a temporary folder with `lib` in it
 */
export async function unpackLibraries(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'chromium-libraries-'));
  const tar = path.join(folder, 'libraries.tar');
  await writeFile(tar, await promisify(brotliDecompress)(await readFile(ARCHIVE)));
  await promisify(execFile)('tar', ['-xf', tar, '-C', folder]);
  return folder;
}
