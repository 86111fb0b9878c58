import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import { demuxerOf, HEAD_BYTES } from './containers.js';
import { createWavReader, type Sound } from './wav-reader.js';

/** In Hz: what is heard is telephone quality. */
export const HEARING_RATE = 8000;

/** Audio without a header. */
export interface RawFormat {
  readonly encoding: string;
  /** In Hz. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** How ffmpeg is told about audio without a header; a missing one can't be decoded without a container. */
const raw: Readonly<Record<string, (rate: number, channels: number) => readonly string[]>> = {
  linear16: (rate, channels) => ['-f', 's16le', '-ar', `${rate}`, '-ac', `${channels}`],
  mulaw: (rate, channels) => ['-f', 'mulaw', '-ar', `${rate}`, '-ac', `${channels}`],
  'amr-nb': () => ['-f', 'amrnb'],
  'amr-wb': () => ['-f', 'amrwb'],
  g729: () => ['-f', 'g729'],
};

/**
 * Decodes an audio file to 16 bit samples at {@link HEARING_RATE}, channels interleaved, piece by piece. Yields
 * nothing for what is not audio. The process ends when `over` is aborted or when no more is read.
 *
 * @param raw how to understand a file without a header
 * @param mix one channel of all
 */
export async function* decode(
  file: string,
  format: RawFormat | undefined,
  mix: boolean,
  over: AbortSignal,
): AsyncGenerator<Sound> {
  const input = await inputFor(file, format);
  if (input === undefined) return;
  over.throwIfAborted();
  const child = spawn(
    ffmpeg,
    [
      ...['-hide_banner', '-nostdin', '-loglevel', 'quiet', '-protocol_whitelist', 'file,pipe'],
      ...[...input, '-i', `file:${file}`, '-map', '0:a:0', '-vn', '-ar', `${HEARING_RATE}`],
      ...[...(mix ? ['-ac', '1'] : []), '-c:a', 'pcm_s16le', '-bitexact', '-f', 'wav', 'pipe:1'],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const kill = (): void => void child.kill('SIGKILL');
  over.addEventListener('abort', kill, { once: true });
  const exit = once(child, 'close');
  try {
    const read = createWavReader();
    for await (const bytes of child.stdout) yield* read(bytes as Buffer);
    over.throwIfAborted();
  } finally {
    over.removeEventListener('abort', kill);
    kill();
    await exit;
  }
}

async function inputFor(file: string, format: RawFormat | undefined): Promise<readonly string[] | undefined> {
  const demuxer = demuxerOf(await headOf(file));
  const options = format === undefined ? undefined : raw[format.encoding];
  if (format !== undefined && options !== undefined) return options(format.sampleRate, format.channels);
  return demuxer === undefined ? undefined : ['-f', demuxer];
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
