import type { Clock } from '../../client/clock.js';
import { DeepgramError } from '../../client/errors.js';
import { type AudioFile, createAudioFile } from './audio-file.js';

/** Audio that is kept for players to fetch; in memory, so that what was said is gone with the process. */
export interface AudioStore {
  /**
   * Keeps a copy of some audio, and drops the oldest where there is no room for it.
   *
   * @param extension - without the dot
   * @returns what it is kept as
   * @throws DeepgramError OVERFLOW when it has no room: it is larger than the store, or too much is being fetched
   */
  keep(audio: Buffer, extension: string, contentType: string): AudioFile;
  /** Begins to fetch; undefined where there is no audio of that name (any more). */
  fetch(name: string): AudioFetch | undefined;
}

/** Audio that is being fetched: until it is released it is not dropped. */
export interface AudioFetch {
  readonly file: AudioFile;
  release(): void;
}

interface Kept {
  readonly file: AudioFile;
  fetches: number;
  /** When it was kept, or last fetched. */
  used: number;
}

/** How long audio is kept after its last use, unless room is needed. */
export const KEPT_MS = 60 * 60_000;

/** How often it is looked for audio that nobody has used for so long. */
const SWEEP_MS = 60_000;

const MB = 1024 * 1024;

/** @param limit - bytes of audio that are kept at most */
export function createAudioStore(limit: number, clock: Clock): AudioStore {
  // In the order of their age: a Map keeps that of insertion.
  const all = new Map<string, Kept>();
  let bytes = 0;
  let isSweeping = false;

  function drop({ file }: Kept): void {
    all.delete(file.name);
    bytes -= file.bytes.length;
  }

  function isOver({ fetches, used }: Kept): boolean {
    return fetches === 0 && clock.now() - used >= KEPT_MS;
  }

  function dropUnused(): void {
    for (const kept of all.values()) if (isOver(kept)) drop(kept);
  }

  function makeRoom(needed: number): void {
    dropUnused();
    const values = { limit: inMB(limit), size: inMB(needed) };
    if (needed > limit) throw new DeepgramError('OVERFLOW', 'audioStoreSmall', values);
    const idle = [...all.values()].filter(({ fetches }) => fetches === 0);
    const held = idle.reduce((sum, { file }) => sum - file.bytes.length, bytes);
    // Before anything is dropped: in vain it would be.
    if (held + needed > limit) throw new DeepgramError('OVERFLOW', 'audioStoreBusy', values);
    for (const kept of idle) {
      if (bytes + needed <= limit) return;
      drop(kept);
    }
  }

  function sweep(): void {
    isSweeping = all.size > 0;
    if (!isSweeping) return;
    clock.wakeAt(clock.now() + SWEEP_MS, () => {
      dropUnused();
      sweep();
    });
  }

  return {
    keep(audio, extension, contentType) {
      if (bytes + audio.length > limit) makeRoom(audio.length);
      const file = createAudioFile(audio, extension, contentType);
      all.set(file.name, { file, fetches: 0, used: clock.now() });
      bytes += file.bytes.length;
      if (!isSweeping) sweep();
      return file;
    },
    fetch(name) {
      const kept = all.get(name);
      if (!kept || isOver(kept)) return undefined;
      kept.fetches += 1;
      kept.used = clock.now();
      let isHeld = true;
      return {
        file: kept.file,
        release() {
          if (!isHeld) return;
          isHeld = false;
          kept.fetches -= 1;
          kept.used = clock.now();
        },
      };
    },
  };
}

function inMB(size: number): number {
  return Number((size / MB).toFixed(1));
}
