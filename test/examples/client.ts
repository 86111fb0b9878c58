import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'undici';

/** A message from Node-RED; words are strings. */
export interface ClientMessage {
  /** In ms, as `performance.now()` counts. */
  readonly at: number;
  readonly data: string | Buffer;
}

/** A client of a core websocket in node. */
export interface Client {
  readonly received: readonly ClientMessage[];
  /** All audio that has come, in order. */
  audio(): Buffer;
  /** Sends bytes and words as they are, and objects as JSON. */
  send(message: object | string): void;
  /** Waits until something holds that a message can bring about. */
  until(holds: () => boolean): Promise<void>;
  /** Waits until some words are as wanted. */
  untilWords(wanted: RegExp): Promise<string>;
  /** Leaves, as a browser does whose page is closed. */
  leave(): void;
}

/** Connects. @param path - of the websocket listener */
export async function openClient(nodeRedUrl: string, path: string): Promise<Client> {
  const socket = new WebSocket(`${nodeRedUrl.replace('http', 'ws')}${path}`);
  socket.binaryType = 'arraybuffer';
  const received: ClientMessage[] = [];
  const events = new EventEmitter();
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('the WebSocket failed')));
  });
  socket.addEventListener('message', ({ data }) => {
    received.push({ at: performance.now(), data: typeof data === 'string' ? data : Buffer.from(data) });
    events.emit('message');
  });
  const left = once(socket, 'close').then(() => Promise.reject(new Error('Node-RED has left')));
  left.catch(() => undefined);

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await Promise.race([once(events, 'message'), left]);
  }

  const words = () => received.flatMap(({ data }) => (typeof data === 'string' ? [data] : []));
  return {
    received,
    audio: () => Buffer.concat(received.flatMap(({ data }) => (typeof data === 'string' ? [] : [data]))),
    send(message) {
      if (typeof message === 'string' || Buffer.isBuffer(message)) socket.send(message);
      else socket.send(JSON.stringify(message));
    },
    until,
    async untilWords(wanted) {
      const found = () => words().find((text) => wanted.test(text));
      await until(() => found() !== undefined);
      return found() ?? '';
    },
    leave: () => socket.close(),
  };
}
