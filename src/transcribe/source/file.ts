import { type FileHandle, open, stat } from 'node:fs/promises';
import { DeepgramError } from '../../client/errors.js';
import { cutUrls } from '../../client/secrets.js';
import type { Upload } from '../../client/upload.js';
import { BEGINNING_BYTES } from '../content-type.js';
import type { Source } from './source.js';

/** Bytes that are read at once. */
const PIECE_BYTES = 256 * 1024;
/** Pieces that are held at once: the one that is read, the one that is sent, and two more for safety. */
const PLACES = 4;

/**
 * A file, which is read while it is sent, and again for each try.
 *
 * @throws DeepgramError BAD_REQUEST with the path, where it can't be read or is no file; iterating it throws the
 *   same, also where the file changes while it is sent
 */
export async function openFile(path: string): Promise<Source> {
  await requireFile(path);
  return withFile(path, async (file) => {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0);
    return { begin: buffer.subarray(0, bytesRead), upload: uploadOfFile(path, size), end: () => undefined };
  });
}

function uploadOfFile(path: string, bytes: number): Upload {
  async function* read(): AsyncGenerator<Buffer> {
    const file = await open(path).catch((error: unknown) => fail(path, error));
    // Filled by turns: with a Buffer for each piece, V8 collects the garbage of all Node-RED for every 30 MB read.
    // The network is done with a piece long before its turn comes again: undici asks for more when all that it
    // has written is sent, or is less than a socket holds back, which is 64 kB at the most.
    const room = Buffer.allocUnsafeSlow(Math.min(PLACES * PIECE_BYTES, bytes));
    const readAt = (position: number) => {
      const place = position % (PLACES * PIECE_BYTES);
      const piece = room.subarray(place, place + Math.min(PIECE_BYTES, bytes - position));
      return fill(piece, file, position, path);
    };
    try {
      let position = 0;
      let next = readAt(position);
      while (position < bytes) {
        const piece = await next;
        position += piece.length;
        // The last piece is held back until it is sure that nothing has come after it.
        if (position === bytes && (await file.stat()).size !== bytes) throw changed(path);
        if (position < bytes) {
          // Read while the network takes this one, which saves a seventh of the time.
          next = readAt(position);
          // Nobody asks for it any more where the upload ends early.
          next.catch(() => undefined);
        }
        yield piece;
      }
    } catch (error) {
      // A disk or a share that fails is no failure of Deepgram's host.
      throw error instanceof DeepgramError ? error : fail(path, error);
    } finally {
      await file.close();
    }
  }
  return { bytes, isRepeatable: true, open: read };
}

/** Fills a piece, however little of it comes at once. */
async function fill(piece: Buffer, file: FileHandle, position: number, path: string): Promise<Buffer> {
  let filled = 0;
  while (filled < piece.length) {
    const { bytesRead } = await file.read(piece, filled, piece.length - filled, position + filled);
    if (bytesRead === 0) throw changed(path);
    filled += bytesRead;
  }
  return piece;
}

/** What has no bytes of its own is not even opened: a pipe into which nobody writes would never let go of it. */
async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => fail(path, error));
  if (!found.isFile()) fail(path, { code: found.isDirectory() ? 'EISDIR' : 'ESPIPE' });
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path).catch((error: unknown) => fail(path, error));
  try {
    return await work(file);
  } catch (error) {
    return fail(path, error);
  } finally {
    await file.close();
  }
}

function changed(path: string): DeepgramError {
  return new DeepgramError('BAD_REQUEST', 'fileChanged', { path: cutUrls(path) });
}

function fail(path: string, error: unknown): never {
  const { code = '' } = error as NodeJS.ErrnoException;
  throw new DeepgramError(
    'BAD_REQUEST',
    'fileUnreadable',
    // It may be no path but a URL, which another setting of the node would have taken.
    { path: cutUrls(path), errno: code },
    code ? { errno: code } : {},
  );
}
