import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { speak } from './support.js';

/** A delivery as it came in. */
export interface Arrival {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body came to its end. */
  readonly complete: boolean;
}

/** How a receiver behaves; it reads everything and answers 200 otherwise. */
export interface Manners {
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The status of the nth answer, counted from 1. */
  readonly status?: (nth: number) => number;
  /** Answers instead. */
  readonly answer?: (response: ServerResponse, nth: number) => void;
  /** Answers before it reads the body. */
  readonly early?: boolean;
}

/** Somebody who is called back. */
export interface Receiver {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** In the order they ended. */
  readonly arrived: readonly Arrival[];
  /** Settles once so many deliveries have come to an end here. */
  arrivals(count: number): Promise<readonly Arrival[]>;
  close(): Promise<void>;
}

export async function startReceiver(manners: Manners = {}): Promise<Receiver> {
  const { tls, early = false, status = () => 200 } = manners;
  const { answer = (response, nth) => void response.writeHead(status(nth)).end('{}') } = manners;
  const arrived: Arrival[] = [];
  const changes = new EventEmitter();
  let count = 0;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    count += 1;
    const nth = count;
    if (early) answer(response, nth);
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('error', () => undefined);
    request.on('close', () => {
      const { method = '', url: target = '', headers, complete } = request;
      arrived.push({ method, target, headers, complete, body: Buffer.concat(pieces) });
      if (complete && !early) answer(response, nth);
      changes.emit('arrival');
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    arrived,
    arrivals: async (wanted) => {
      while (arrived.length < wanted) await once(changes, 'arrival');
      return arrived;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An emulator that may call the receivers of the tests, and tries again soon. */
export function startCallingEmulator(options: Parameters<typeof startEmulator>[0] = {}): Promise<Emulator> {
  return startEmulator({ ...options, callbacks: { anyPort: true, retryEveryMs: 5, ...options.callbacks } });
}

/** Asks to speak to a callback; the id of the request that was acknowledged. */
export async function speakTo(emulator: Emulator, callback: string, query = ''): Promise<string> {
  const response = await speak(emulator, { query: `${query}&${new URLSearchParams({ callback })}` });
  const { request_id } = (await response.json()) as { request_id: string };
  return request_id;
}
