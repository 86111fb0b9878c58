import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import { HEARING_RATE } from '../hearing/decoder.js';
import { createWavReader } from '../hearing/wav-reader.js';
import type { Sound } from './samples.js';

/** Decodes what comes in pieces, in a process of its own. */
export interface FfmpegStream {
  write(data: Buffer): Promise<void>;
  /** Settles once nothing has come out for a moment: it does not say itself when it is through. */
  flush(): Promise<void>;
  /** Settles once all has come out. */
  end(): Promise<void>;
}

/** How long nothing comes out once it has nothing more to do, in milliseconds. */
const QUIET_MS = 60;

/**
 * @param input ffmpeg's options for what goes in
 * @param mix one channel of all
 * @param onSound called with what comes out
 * @param over ends the process
 */
export function startFfmpeg(
  input: readonly string[],
  mix: boolean,
  onSound: (sound: Sound) => void,
  over: AbortSignal,
): FfmpegStream {
  const child = spawn(
    ffmpeg,
    [
      ...['-hide_banner', '-nostdin', '-loglevel', 'quiet', '-protocol_whitelist', 'pipe'],
      // Without these it waits for five seconds of audio before it says anything.
      ...['-probesize', '32768', '-analyzeduration', '0', '-flags', 'low_delay'],
      ...[...input, '-i', 'pipe:0', '-map', '0:a:0', '-vn', '-ar', `${HEARING_RATE}`],
      ...[...(mix ? ['-ac', '1'] : []), '-c:a', 'pcm_s16le', '-flush_packets', '1', '-bitexact', '-f', 'wav'],
      'pipe:1',
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const kill = (): void => void child.kill('SIGKILL');
  over.addEventListener('abort', kill, { once: true });
  if (over.aborted) kill();
  const closed = once(child, 'close').finally(() => over.removeEventListener('abort', kill));
  // A process that has ended takes no more.
  child.stdin.on('error', () => undefined);
  const read = createWavReader();
  let pieces = 0;
  child.stdout.on('data', (bytes: Buffer) => {
    pieces += 1;
    for (const { channels, samples } of read(bytes)) onSound(soundOf(samples, channels));
  });
  return {
    write: (data) => new Promise((resolve) => child.stdin.write(data, () => resolve())),
    flush: async () => {
      for (let before = -1; before !== pieces && child.exitCode === null && !over.aborted; ) {
        before = pieces;
        await delay(QUIET_MS);
      }
    },
    end: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

function soundOf(samples: Int16Array, channels: number): Sound {
  const count = samples.length / channels;
  const own = Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: count }, (_unused, at) => (samples[at * channels + channel] ?? 0) / 32768),
  );
  return { rate: HEARING_RATE, channels: own };
}
