import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { type ClientOptions, WebSocket } from 'ws';
import type { Emulator } from '../../emulator/server.js';

/** A message of the server. */
export type Said = Readonly<Record<string, unknown>> & { readonly type: string };

/** How a socket is to be opened. */
export interface Wanted {
  readonly path?: string;
  readonly query?: string;
  readonly protocols?: string[];
  /** The key in its header is right where it is left out; null: no header. */
  readonly authorization?: string | null;
  readonly options?: ClientOptions;
  /** How long the client waits for the answer to its close frame, in milliseconds. */
  readonly closeTimeout?: number;
}

/** How a socket was closed. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** What a client sees of a socket. */
export interface Talk {
  readonly websocket: WebSocket;
  /** Of the 101. */
  readonly headers: IncomingHttpHeaders;
  /** Everything in the order of its arrival: messages, and audio. */
  readonly heard: readonly (Said | Buffer)[];
  say(message: object): void;
  /** Lets everything that is said within arrive at the same moment. */
  atOnce(say: () => void): void;
  /** The next message of a type that was not waited for yet; rejects when the socket closes before it. */
  next(type: string): Promise<Said>;
  /** Settles once a message of audio more has arrived than had when it was asked for. */
  moreAudio(): Promise<void>;
  /** All the audio so far. */
  audio(): Buffer;
  /** The types of the messages so far, but for audio. */
  types(): string[];
  readonly closed: Promise<Closed>;
  /** Once it is closed: whether the connection was reset below it. */
  wasReset(): boolean;
}

/** A handshake that failed. */
export interface Refused {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

export const SPEAK = '/v1/speak';
export const FLUX = '/v2/speak';

/** Opens a socket; rejects with what the handshake fails with. */
export async function talk(emulator: Emulator, wanted: Wanted = {}): Promise<Talk> {
  const websocket = dial(emulator, wanted);
  const heard: (Said | Buffer)[] = [];
  const waited = new Set<Said | Buffer>();
  let over: Closed | undefined;
  let wake = (): void => undefined;
  let news = new Promise<void>((resolve) => (wake = resolve));
  const tell = (): void => {
    wake();
    news = new Promise<void>((resolve) => (wake = resolve));
  };
  const closed = new Promise<Closed>((resolve) => {
    websocket.once('close', (code, reason) => {
      over = { code, reason: reason.toString() };
      resolve(over);
      tell();
    });
  });
  websocket.on('message', (data: Buffer, binary) => {
    heard.push(binary ? data : parsed(data.toString()));
    tell();
  });
  const upgraded = once(websocket, 'upgrade') as Promise<[IncomingMessage]>;
  // A refused handshake is told by `open`.
  upgraded.catch(() => undefined);
  websocket.on('error', () => undefined);
  await once(websocket, 'open');
  const [response] = await upgraded;
  const until = async <T>(find: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (over !== undefined) throw new Error(`The socket was closed: ${over.code} ${over.reason}`);
      await news;
    }
  };
  const sounds = (): Buffer[] => heard.flatMap((one) => (Buffer.isBuffer(one) ? [one] : []));
  return {
    websocket,
    headers: response.headers,
    heard,
    closed,
    wasReset: () => (response.socket.errored as NodeJS.ErrnoException | null)?.code === 'ECONNRESET',
    say: (message) => websocket.send(JSON.stringify(message)),
    atOnce: (say) => {
      response.socket.cork();
      say();
      response.socket.uncork();
    },
    next: async (type) => {
      const found = await until(() =>
        heard.find((one): one is Said => !Buffer.isBuffer(one) && one.type === type && !waited.has(one)),
      );
      waited.add(found);
      return found;
    },
    moreAudio: async () => {
      const before = sounds().length;
      await until(() => (sounds().length > before ? true : undefined));
    },
    audio: () => Buffer.concat(sounds()),
    types: () => heard.flatMap((one) => (Buffer.isBuffer(one) ? [] : [one.type])),
  };
}

/** Asks for a socket that is refused. */
export async function refusal(emulator: Emulator, wanted: Wanted = {}): Promise<Refused> {
  const websocket = dial(emulator, wanted);
  websocket.on('error', () => undefined);
  const [, response] = (await once(websocket, 'unexpected-response')) as [unknown, IncomingMessage];
  const { statusCode: status = 0, headers } = response;
  return { status, headers, body: (await json(response)) as Refused['body'] };
}

/** Begins to open a socket. */
export function dial(emulator: Emulator, wanted: Wanted = {}): WebSocket {
  const { path = SPEAK, query = '', protocols = [], options = {}, closeTimeout = 30_000 } = wanted;
  const { authorization = `Token ${emulator.key}` } = wanted;
  const url = `${emulator.url.replace('http', 'ws')}${path}?${query}`;
  const headers = authorization === null ? {} : { authorization };
  // Its types don't know `closeTimeout` yet.
  const all = { perMessageDeflate: false, closeTimeout, ...options, headers };
  return new WebSocket(url, protocols, all);
}

function parsed(text: string): Said {
  try {
    return JSON.parse(text) as Said;
  } catch {
    return { type: 'not JSON', text };
  }
}
