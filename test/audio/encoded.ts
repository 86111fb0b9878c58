import { type Encoder, encode } from '../helpers/ffmpeg.js';

/** Seconds of the sounds, none of them a whole number of any frames. */
export const SECONDS = [0.913, 0.407, 1.3, 0.651, 0.25];

const SOUNDS = SECONDS.map((seconds, index) =>
  index % 2 === 0
    ? `sine=f=${300 + 100 * index}:d=${seconds}`
    : `anoisesrc=c=pink:a=0.3:d=${seconds}:seed=${index}`,
);

const bare = ['-fflags', '+bitexact', '-flags:a', '+bitexact'];
const mp3 = ['-ar', '22050', '-b:a', '48k'];

const ENCODERS = {
  linear16: { extension: 'pcm', options: ['-f', 's16le', '-ar', '24000'] },
  wav: { extension: 'wav', options: [...bare, '-ar', '24000'] },
  wavWithList: { extension: 'wav', options: ['-ar', '24000', '-metadata', 'title=ab'] },
  wavMulaw: { extension: 'wav', options: ['-ar', '8000', '-c:a', 'pcm_mulaw'] },
  mp3: { extension: 'mp3', options: [...mp3, '-write_xing', '0', '-id3v2_version', '0'] },
  mp3WithTags: { extension: 'mp3', options: [...mp3, '-write_id3v1', '1', '-metadata', 'title=Tagged'] },
  aac: { extension: 'aac', options: ['-ar', '22050', '-b:a', '48k'] },
  opus: { extension: 'ogg', options: ['-c:a', 'libopus', '-ar', '48000', '-b:a', '12k'] },
  opusShortPages: {
    extension: 'ogg',
    options: ['-c:a', 'libopus', '-ar', '48000', '-b:a', '160k', '-vbr', 'off', '-page_duration', '20000'],
  },
  flac: { extension: 'flac', options: ['-ar', '22050'] },
} satisfies Record<string, Encoder>;

export type Kind = keyof typeof ENCODERS;

let files: Promise<Record<Kind, Buffer[]>> | undefined;

/** The sounds in each encoding; made once. */
export function encoded(): Promise<Record<Kind, Buffer[]>> {
  files ??= encode(ENCODERS, SOUNDS);
  return files;
}

/** `count` of the files, over and over, and how many seconds they are together. */
export function some(kindFiles: readonly Buffer[], count: number): { pieces: Buffer[]; seconds: number } {
  const turns = Array.from({ length: count }, (_, index) => index % SECONDS.length);
  return {
    pieces: turns.map((turn) => kindFiles[turn] ?? Buffer.alloc(0)),
    seconds: turns.reduce((sum, turn) => sum + (SECONDS[turn] ?? 0), 0),
  };
}
