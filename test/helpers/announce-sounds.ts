import { createHash } from 'node:crypto';
import type { Kept } from '../../src/announce/announcement.js';

/** A key as texts have it. */
export function keyFor(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** Bytes that are different for each name, and each time the same. */
export function audioFor(name: string, bytes: number): Buffer {
  return Buffer.alloc(bytes, createHash('sha512').update(name).digest());
}

/** Audio as it is kept. */
export function keptFor(name: string, bytes: number): Kept {
  return {
    about: {
      format: { encoding: 'mp3', sampleRate: 22_050, bitRate: 48_000 },
      contentType: 'audio/mpeg',
      description: { model: 'aura-2-thalia-en', encoding: 'mp3', characters: name.length, extension: 'mp3' },
    },
    audio: audioFor(name, bytes),
  };
}
