import type { IncomingHttpHeaders } from 'node:http';
import type { ReceivedAudio } from './received-audio.js';
import type { RecordedSpeech } from './speech.js';

/** A message of a client, as it arrived. */
export interface SocketMessage {
  /** In milliseconds since the epoch. */
  readonly at: number;
  /** Of the payload. */
  readonly bytes: number;
  readonly binary: boolean;
  /** As it came; empty for a binary one. */
  readonly text: string;
  /** The `type` of the JSON in it, where there is one. */
  readonly type?: string;
  /** The JSON in it, where it is an object. */
  readonly json?: Readonly<Record<string, unknown>>;
}

/** A message to a client, as it was sent; audio is in the speeches. */
export interface SentMessage {
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly type: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** How a socket ended. */
export interface SocketClose {
  /** In milliseconds since the epoch. */
  readonly at: number;
  /** Who sent the close frame first, or ended the connection without one. */
  readonly by: 'client' | 'server';
  /** 1006 where there was no close frame, 1005 where it had no code. */
  readonly code: number;
  readonly reason: string;
}

/** The WebSocket to the callback of a stream, and what became of it. */
export interface RecordedCallback {
  /** Without credentials. */
  readonly url: string;
  /** When it was dialled, in milliseconds since the epoch. */
  readonly at: number;
  /** What its handshake was answered with; absent where nothing was. */
  status?: number | undefined;
  /** Why there was no answer, or no socket any more: the error's code. */
  error?: string;
  /** What was sent over it, in order; copies once. */
  readonly sent: SentMessage[];
  /** How many pings came. */
  pings: number;
  /** It is open now. */
  open: boolean;
  /** Absent until it has ended; `server` is this emulator, `client` whom it called. */
  close?: SocketClose;
}

/** A WebSocket, or an attempt to open one, and what became of it. */
export interface RecordedSocket {
  /** The `dg-request-id`. */
  readonly requestId: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Number of the TCP connection, counted from 1. */
  readonly connection: number;
  /** When the handshake arrived, in milliseconds since the epoch. */
  readonly at: number;
  /** 101 once it is open, or what it was refused with; absent where nothing was answered. */
  status?: number;
  /** What the client said, in order; where a socket takes audio, its texts. */
  readonly messages: SocketMessage[];
  /** The audio that the client sent, where a socket takes it. */
  readonly received: ReceivedAudio;
  /** What the server said but for audio, in order. */
  readonly sent: SentMessage[];
  /** What was spoken, one for each flush or turn, in order. */
  readonly speeches: RecordedSpeech[];
  /** The WebSocket that the results of a stream go to; absent where there is none. */
  callback?: RecordedCallback;
  /** How many pings of the client came. */
  pings: number;
  /** It is open now. */
  open: boolean;
  /** Absent until it has ended. */
  close?: SocketClose;
}

/** Which socket is meant; the first one where it is left out. */
export type SocketPredicate = (socket: RecordedSocket) => boolean;

/** Reads a text message; what is no JSON object has no `type`. */
export function readMessage(data: Buffer, binary: boolean): SocketMessage {
  const message = { at: Date.now(), bytes: data.length, binary, text: binary ? '' : data.toString('utf8') };
  const json = binary ? undefined : objectIn(message.text);
  if (json === undefined) return message;
  return { ...message, json, ...(typeof json.type === 'string' ? { type: json.type } : {}) };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
