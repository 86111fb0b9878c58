import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import type { Emulator } from '../../emulator/server.js';
import { bytesOf, speak } from './support.js';

/** A word of an answer. */
export interface AnsweredWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  readonly punctuated_word?: string;
  readonly speaker?: number;
  readonly speaker_confidence?: number;
  readonly language?: string;
}

/** One of the ways to understand a channel. */
export interface Alternative {
  readonly transcript: string;
  readonly confidence: number;
  readonly words: readonly AnsweredWord[];
  readonly languages?: readonly string[];
  readonly entities?: readonly Record<string, unknown>[];
  readonly paragraphs?: {
    readonly transcript: string;
    readonly paragraphs: readonly Record<string, unknown>[];
  };
}

/** An answer, as far as the tests look into it. */
export interface Answered {
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly duration: number;
    readonly channels: number;
    readonly request_id: string;
    readonly sha256: string;
  };
  readonly results: {
    readonly channels: readonly {
      readonly alternatives: readonly Alternative[];
      readonly search?: readonly {
        readonly query: string;
        readonly hits: readonly Record<string, unknown>[];
      }[];
      readonly detected_language?: string;
      readonly language_confidence?: number;
    }[];
    readonly utterances?: readonly (Record<string, unknown> & { readonly transcript: string })[];
    readonly summary?: unknown;
    readonly topics?: { readonly segments: readonly Record<string, unknown>[] };
    readonly intents?: { readonly segments: readonly Record<string, unknown>[] };
    readonly sentiments?: unknown;
  };
}

/** How to ask for a transcript. */
export interface Listened {
  readonly query?: string;
  readonly type?: string;
  readonly authorization?: string;
}

/** Sends audio, or JSON; the response as it is. */
export function listen(emulator: Emulator, body: Buffer | string, asked: Listened = {}): Promise<Response> {
  const { query = '', type = 'audio/wav', authorization = `Token ${emulator.key}` } = asked;
  return fetch(`${emulator.url}/v1/listen?${query}`, {
    method: 'POST',
    headers: { authorization, 'content-type': type },
    body,
  });
}

/** Sends audio; the answer. */
export async function transcribe(emulator: Emulator, audio: Buffer, query = ''): Promise<Answered> {
  return (await (await listen(emulator, audio, { query })).json()) as Answered;
}

/** What was understood in the first channel. */
export function first({ results }: Answered): Alternative {
  const alternative = results.channels[0]?.alternatives[0];
  if (alternative === undefined) throw new Error('No alternative in the answer.');
  return alternative;
}

/** Has something said, as WAV unless the query says otherwise. */
export async function say(
  emulator: Emulator,
  text: string,
  { model = 'aura-2-thalia-en', query = 'encoding=linear16' } = {},
): Promise<Buffer> {
  const body = JSON.stringify({ text });
  return bytesOf(await speak(emulator, { query: `${query}&model=${model}`, body }));
}

/**
 * Runs ffmpeg over sounds.
 *
 * @param output - ffmpeg's options for what comes out.
 * @param inputs - Files, in the order of ffmpeg's inputs; sources of its `lavfi` as text.
 */
export async function convert(
  output: readonly string[],
  ...inputs: readonly (Buffer | string)[]
): Promise<Buffer> {
  const sources = inputs.flatMap((input, index) =>
    typeof input === 'string' ? ['-f', 'lavfi', '-i', input] : ['-i', `pipe:${index + 3}`],
  );
  const child = spawn(ffmpeg, ['-v', 'error', ...sources, ...output, 'pipe:1'], {
    stdio: ['ignore', 'pipe', 'inherit', ...inputs.map(() => 'pipe' as const)],
  });
  inputs.forEach((input, index) => {
    const pipe = child.stdio[index + 3];
    if (typeof input === 'string' || pipe == null || !('write' in pipe)) return;
    pipe.on('error', () => undefined);
    pipe.end(input);
  });
  if (child.stdout === null) throw new Error('ffmpeg has no output.');
  return buffer(child.stdout);
}
