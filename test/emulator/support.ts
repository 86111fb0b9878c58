import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import type { Emulator } from '../../emulator/server.js';

/** Parameters of a request to speak. */
export interface Asked {
  readonly path?: string;
  readonly query?: string;
  readonly body?: string | Buffer;
  readonly authorization?: string;
  readonly type?: string;
  readonly signal?: AbortSignal;
}

export const SENTENCE = 'The kettle is on, and the cat has been fed.';

/** Asks to speak; whatever is not said is as usual. */
export function speak(emulator: Emulator, asked: Asked = {}): Promise<Response> {
  const { path = '/v1/speak', query = '', body = JSON.stringify({ text: SENTENCE }) } = asked;
  return fetch(`${emulator.url}${path}?${query}`, {
    method: 'POST',
    headers: {
      authorization: asked.authorization ?? `Token ${emulator.key}`,
      'content-type': asked.type ?? 'application/json',
    },
    body,
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
  });
}

export async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

/** A refusal's status, code and message. */
export async function refusalOf(response: Response): Promise<readonly [number, unknown, unknown]> {
  const body = (await response.json()) as Record<string, unknown>;
  return [response.status, body.err_code, body.err_msg];
}

/** What ffmpeg makes of audio. */
export interface Decoded {
  /** What ffmpeg complains of; nothing for sound audio. */
  readonly complaints: string;
  readonly seconds: number;
  /** Root mean square of the samples, 0 to 1. */
  readonly loudness: number;
}

const DECODED_RATE = 16000;

/** @param input ffmpeg's options for audio without a header, e.g. `['-f', 's16le', '-ar', '24000']` */
export async function decode(audio: Buffer, input: readonly string[] = []): Promise<Decoded> {
  const output = ['-f', 's16le', '-ac', '1', '-ar', `${DECODED_RATE}`, 'pipe:1'];
  const child = spawn(ffmpeg, ['-hide_banner', '-v', 'error', ...input, '-i', 'pipe:0', ...output]);
  child.stdin.end(audio);
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const complaints = await text(child.stderr);
  await new Promise((resolve) =>
    child.exitCode === null ? child.once('close', resolve) : resolve(undefined),
  );
  const samples = Buffer.concat(pieces);
  let squares = 0;
  for (let at = 0; at + 1 < samples.length; at += 2) squares += (samples.readInt16LE(at) / 32768) ** 2;
  const count = samples.length / 2;
  return { complaints, seconds: count / DECODED_RATE, loudness: Math.sqrt(squares / Math.max(1, count)) };
}

/** A response as it looked on its TCP connection. */
export interface RawResponse {
  readonly head: string;
  /** The body with its chunk framing. */
  readonly body: Buffer;
  /** How the server ended the connection. */
  readonly ending: 'fin' | 'reset';
}

/** Asks to speak over a bare socket, and takes everything until the connection ends. */
export function speakRaw(emulator: Emulator, query = ''): Promise<RawResponse> {
  const body = JSON.stringify({ text: SENTENCE });
  const request = [
    `POST /v1/speak?${query} HTTP/1.1`,
    'host: emulator',
    'connection: close',
    `authorization: Token ${emulator.key}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return new Promise((resolve) => {
    const socket = connect(emulator.port, '127.0.0.1');
    const pieces: Buffer[] = [];
    const finish = (ending: RawResponse['ending']): void => {
      const all = Buffer.concat(pieces);
      const split = all.indexOf('\r\n\r\n');
      const head = split < 0 ? '' : all.subarray(0, split).toString();
      resolve({ head, body: split < 0 ? all : all.subarray(split + 4), ending });
    };
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('end', () => finish('fin'));
    socket.on('error', () => finish('reset'));
    socket.write(`${request.join('\r\n')}\r\n\r\n${body}`);
  });
}

/** The chunks of a chunked body, and whether it has its end. */
export function chunksOf(body: Buffer): { chunks: Buffer[]; complete: boolean } {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const line = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.subarray(at, line).toString(), 16);
    if (length === 0) return { chunks, complete: body.subarray(line).toString() === '\r\n\r\n' };
    chunks.push(body.subarray(line + 2, Math.min(body.length, line + 2 + length)));
    at = line + 2 + length + 2;
  }
  return { chunks, complete: false };
}
