import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Upload } from './upload.js';

/** So much is written at a time, in bytes. */
const BATCH = 1024 * 1024;

/** A folder for large bodies. */
export interface Spool {
  /** In bytes. */
  readonly limit: number;
  /**
   * Writes a body to a file, piece by piece; `undefined` when it is larger than the limit. Rejects with what
   * the source rejects with.
   *
   * @param onBytes called with the number of bytes so far
   */
  take(source: AsyncIterable<Buffer>, onBytes?: (bytes: number) => void): Promise<Upload | undefined>;
  /** Deletes everything. */
  close(): Promise<void>;
}

export function createSpool(limit: number): Spool {
  let folder: Promise<string> | undefined;
  return {
    limit,
    take: async (source, onBytes = () => undefined) => {
      folder ??= mkdtemp(join(tmpdir(), 'deepgram-emulator-'));
      const file = join(await folder, randomUUID());
      const hash = createHash('sha256');
      const waiting: Buffer[] = [];
      let gathered = 0;
      let bytes = 0;
      const handle = await open(file, 'wx');
      try {
        for await (const piece of source) {
          bytes += piece.length;
          onBytes(bytes);
          if (bytes > limit) break;
          hash.update(piece);
          waiting.push(piece);
          gathered += piece.length;
          if (gathered < BATCH) continue;
          await handle.appendFile(Buffer.concat(waiting.splice(0)));
          gathered = 0;
        }
        await handle.appendFile(Buffer.concat(waiting));
      } catch (error) {
        bytes = Number.POSITIVE_INFINITY;
        throw error;
      } finally {
        await handle.close();
        if (bytes > limit) await rm(file, { force: true });
      }
      return bytes > limit ? undefined : uploadIn(file, bytes, hash.digest('hex'));
    },
    close: async () => {
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
    },
  };
}

function uploadIn(file: string, bytes: number, sha256: string): Upload {
  return {
    file,
    bytes,
    sha256,
    claim: async () => {
      const own = `${file}-claimed`;
      await rename(file, own);
      return uploadIn(own, bytes, sha256);
    },
    remove: () => rm(file, { force: true }),
  };
}
