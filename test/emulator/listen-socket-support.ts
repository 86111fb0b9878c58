import type { Emulator } from '../../emulator/server.js';
import { type Alternative, say } from './listen-support.js';
import { type Closed, type Said, type Talk, talk } from './speak-socket-support.js';

export const LISTEN = '/v1/listen';
export const TURNS = '/v2/listen';

/** Linear16, 16 kHz, one channel. */
export const RAW = 'encoding=linear16&sample_rate=16000';
const RAW_SPEECH = 'encoding=linear16&sample_rate=16000&container=none';
const BYTES_A_SECOND = 32_000;

/** A `Results`, as far as the tests look into it. */
export interface Results extends Said {
  readonly channel_index: readonly number[];
  readonly start: number;
  readonly duration: number;
  readonly is_final: boolean;
  readonly speech_final: boolean;
  readonly from_finalize: boolean;
  readonly channel: {
    readonly alternatives: readonly Alternative[];
    readonly search?: readonly { readonly query: string }[];
  };
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly entities?: readonly unknown[];
}

/** A `TurnInfo`. */
export interface Turn extends Said {
  readonly event: string;
  readonly sequence_id: number;
  readonly turn_index: number;
  readonly audio_window_start: number;
  readonly audio_window_end: number;
  readonly transcript: string;
  readonly words: readonly { word: string; confidence: number; start: number; end: number }[];
  readonly end_of_turn_confidence: number;
  readonly trigger?: string;
  readonly languages?: readonly string[];
  readonly languages_hinted?: readonly string[];
}

/** Has something said, as raw audio. */
export function sayRaw(emulator: Emulator, text: string, model = 'aura-2-thalia-en'): Promise<Buffer> {
  return say(emulator, text, { model, query: RAW_SPEECH });
}

/** So many seconds of nothing, as raw audio. */
export function silence(seconds: number): Buffer {
  return Buffer.alloc(2 * Math.round((seconds * BYTES_A_SECOND) / 2));
}

/** How long raw audio is, in seconds. */
export function secondsOf(audio: Buffer): number {
  return audio.length / BYTES_A_SECOND;
}

/** Opens a socket to listen. */
export function openLive(emulator: Emulator, query = RAW, path = LISTEN): Promise<Talk> {
  return talk(emulator, { path, query });
}

/** Sends audio in messages of 20 ms, or of so many bytes. */
export function sendAudio({ websocket }: Talk, audio: Buffer, bytes = 640): void {
  for (let at = 0; at < audio.length; at += bytes) websocket.send(audio.subarray(at, at + bytes));
}

/** What was said to a client, up to the end. */
export interface Heard {
  readonly messages: readonly Said[];
  readonly closed: Closed;
}

/** Sends audio, closes the stream, and gives everything that was said. */
export async function hearAll(
  emulator: Emulator,
  audio: Buffer,
  query = RAW,
  path = LISTEN,
  bytes = 640,
): Promise<Heard> {
  const live = await openLive(emulator, query, path);
  sendAudio(live, audio, bytes);
  live.say({ type: 'CloseStream' });
  const closed = await live.closed;
  return { messages: said(live), closed };
}

/** All messages so far. */
export function said({ heard }: Talk): Said[] {
  return heard.filter((one): one is Said => !Buffer.isBuffer(one));
}

export function resultsIn(messages: readonly Said[]): Results[] {
  return messages.filter((one): one is Results => one.type === 'Results');
}

export function finalsIn(messages: readonly Said[]): Results[] {
  return resultsIn(messages).filter(({ is_final }) => is_final);
}

export function turnsIn(messages: readonly Said[]): Turn[] {
  return messages.filter((one): one is Turn => one.type === 'TurnInfo');
}

/** The turn events that change something. */
export function changesIn(messages: readonly Said[]): Turn[] {
  return turnsIn(messages).filter(({ event }) => event !== 'Update');
}

/** What a result understood. */
export function textOf({ channel }: Results): string {
  return channel.alternatives[0]?.transcript ?? '';
}

/** All final transcripts in a row. */
export function transcriptIn(messages: readonly Said[]): string {
  return finalsIn(messages)
    .map(textOf)
    .filter((text) => text !== '')
    .join(' ');
}
