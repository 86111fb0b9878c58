import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import type { AudioFormat } from '../speak/format.js';
import type { Encoding } from '../speak/formats.js';
import { SYNTHESIS_RATE } from './synthesis.js';

/** libopus takes no more for one channel; Deepgram allows more, what it makes of it is not known. */
const MOST_OPUS = 256000;

/** ffmpeg's encoder and container of each encoding; all of them are written without going back. */
const encoders: Readonly<Record<Encoding, (bitRate: number) => readonly string[]>> = {
  linear16: () => ['-c:a', 'pcm_s16le', '-f', 's16le'],
  mulaw: () => ['-c:a', 'pcm_mulaw', '-f', 'mulaw'],
  alaw: () => ['-c:a', 'pcm_alaw', '-f', 'alaw'],
  mp3: (rate) => [
    '-c:a',
    'libmp3lame',
    '-b:a',
    `${rate}`,
    '-write_xing',
    '0',
    '-id3v2_version',
    '0',
    '-f',
    'mp3',
  ],
  opus: (rate) => [
    '-c:a',
    'libopus',
    '-b:a',
    `${Math.min(rate, MOST_OPUS)}`,
    '-vbr',
    'off',
    '-compression_level',
    '2',
    '-f',
    'ogg',
  ],
  flac: () => ['-c:a', 'flac', '-f', 'flac'],
  aac: (rate) => ['-c:a', 'aac', '-b:a', `${rate}`, '-f', 'adts'],
};

/**
 * Encodes mono samples at {@link SYNTHESIS_RATE}; bytes come as they are encoded, equal samples give equal
 * bytes. The process ends when `over` is aborted or when the bytes are not read any more.
 *
 * Throws when `over` is aborted, when the samples fail, and what ffmpeg complains of.
 */
export async function* encode(
  samples: AsyncIterable<Buffer>,
  format: AudioFormat,
  over: AbortSignal,
): AsyncGenerator<Buffer> {
  over.throwIfAborted();
  const child = spawn(ffmpeg, argumentsFor(format), { stdio: ['pipe', 'pipe', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  over.addEventListener('abort', kill, { once: true });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const exit = once(child, 'close');
  const source = Readable.from(samples);
  source.once('error', kill);
  // A process that was ended takes no more samples; that shows in its exit.
  source.pipe(child.stdin).on('error', () => undefined);
  try {
    for await (const bytes of child.stdout) yield bytes as Buffer;
    over.throwIfAborted();
    if (source.errored !== null) throw source.errored;
    await exit;
    if (complaint !== '') throw new Error(`ffmpeg: ${complaint.trim()}`);
  } finally {
    over.removeEventListener('abort', kill);
    source.destroy();
    kill();
    await exit;
  }
}

function argumentsFor(format: AudioFormat): string[] {
  return [
    ...['-hide_banner', '-loglevel', 'error'],
    ...['-f', 's16le', '-ar', `${SYNTHESIS_RATE}`, '-ac', '1', '-i', 'pipe:0'],
    ...['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact', '-flush_packets', '1'],
    ...['-ar', `${format.sampleRate}`, ...encoders[format.encoding](format.bitRate ?? 0), 'pipe:1'],
  ];
}
