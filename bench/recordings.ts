import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const HEADER_BYTES = 44;

let folder: string | undefined;
const made = new Map<number, string>();

/**
 * A WAV file of so many bytes, which lasts as long as this process. But for its header it is a hole: it takes no room
 * on the disk, and what reading it costs is the system's calls and the copying, as with a file in the cache.
 *
 * @returns its path
 */
export function recordingOf(bytes: number): string {
  const file = made.get(bytes) ?? make(bytes);
  made.set(bytes, file);
  return file;
}

function make(bytes: number): string {
  const file = path.join(openFolder(), `${bytes}.wav`);
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, header(bytes - HEADER_BYTES));
  ftruncateSync(descriptor, bytes);
  closeSync(descriptor);
  return file;
}

function openFolder(): string {
  if (folder !== undefined) return folder;
  const opened = mkdtempSync(path.join(tmpdir(), 'recordings-bench-'));
  process.on('exit', () => rmSync(opened, { recursive: true, force: true }));
  folder = opened;
  return opened;
}

/** Of 16 kHz linear16, mono. */
function header(dataBytes: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(16_000, 24);
  bytes.writeUInt32LE(32_000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(dataBytes, 40);
  return bytes;
}
