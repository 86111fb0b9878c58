import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import ffprobe from '@ffprobe-installer/ffprobe';

/** One way to encode: the file's extension and ffmpeg's options for the output. */
export interface Encoder {
  readonly extension: string;
  readonly options: readonly string[];
}

export interface Decoded {
  /** 16-bit little-endian samples. */
  readonly samples: Buffer;
  /** What ffmpeg found wrong; empty if nothing. */
  readonly complaints: string;
}

export interface Probe {
  readonly streams: number;
  readonly codec: string;
  /** Hz */
  readonly sampleRate: number;
  /** NaN where ffprobe can't tell. */
  readonly seconds: number;
}

const MAX_OUTPUT = 256 * 1024 * 1024;

// Its package makes it executable when it is installed, but not where npm is told to run no scripts.
chmodSync(ffprobe.path, 0o755);

/**
 * Encodes each sound with each encoder, all in one run.
 *
 * @param sounds - Sources in the language of ffmpeg's `lavfi`, `sine=f=440:d=1.5` say.
 * @returns The files of each encoder, in the order of the sounds.
 */
export async function encode<Name extends string>(
  encoders: Readonly<Record<Name, Encoder>>,
  sounds: readonly string[],
): Promise<Record<Name, Buffer[]>> {
  const kinds: [Name, Encoder][] = Object.entries<Encoder>(encoders).map(([name, encoder]) => [
    name as Name,
    encoder,
  ]);
  return inFolder(async (folder) => {
    const fileOf = (name: Name, index: number) =>
      join(folder, `${name}-${index}.${encoders[name].extension}`);
    const inputs = sounds.flatMap((sound) => ['-f', 'lavfi', '-i', sound]);
    const outputs = kinds.flatMap(([name, { options }]) =>
      sounds.flatMap((_, index) => ['-map', `${index}:a`, '-ac', '1', ...options, fileOf(name, index)]),
    );
    await run(ffmpeg.path, ['-v', 'error', ...inputs, ...outputs]);
    const files = kinds.map(async ([name]) => {
      return [name, await Promise.all(sounds.map((_, index) => readFile(fileOf(name, index))))];
    });
    return Object.fromEntries(await Promise.all(files));
  });
}

/**
 * @param extension - Tells ffmpeg what the bytes are.
 * @param options - What ffmpeg must be told about raw samples.
 */
export async function decode(
  audio: Buffer,
  extension: string,
  sampleRate: number,
  options: readonly string[] = [],
): Promise<Decoded> {
  return inFile(audio, extension, async (file) => {
    const output = ['-f', 's16le', '-ac', '1', '-ar', String(sampleRate), '-'];
    const { stdout, stderr } = await run(ffmpeg.path, ['-v', 'error', ...options, '-i', file, ...output]);
    return { samples: stdout, complaints: stderr.toString() };
  });
}

/** @param extension - Tells ffprobe what the bytes are. */
export async function probe(audio: Buffer, extension: string): Promise<Probe> {
  return inFile(audio, extension, async (file) => {
    const wanted = [
      '-show_entries',
      'stream=codec_name,sample_rate:format=nb_streams,duration',
      '-of',
      'json',
    ];
    const { stdout } = await run(ffprobe.path, ['-v', 'error', ...wanted, file]);
    const { streams, format } = JSON.parse(stdout.toString());
    return {
      streams: Number(format.nb_streams),
      codec: String(streams[0].codec_name),
      sampleRate: Number(streams[0].sample_rate),
      seconds: Number(format.duration),
    };
  });
}

async function inFile<Result>(
  bytes: Buffer,
  extension: string,
  use: (file: string) => Promise<Result>,
): Promise<Result> {
  return inFolder(async (folder) => {
    const file = join(folder, `audio.${extension}`);
    await writeFile(file, bytes);
    return use(file);
  });
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'ffmpeg-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function run(program: string, args: readonly string[]): Promise<{ stdout: Buffer; stderr: Buffer }> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { encoding: 'buffer', maxBuffer: MAX_OUTPUT }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr.toString(), { cause: error }));
      else resolve({ stdout, stderr });
    });
  });
}
