import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A server for WebSockets that a test speaks for. */
export interface SocketServer {
  /** http or https. */
  readonly url: string;
  /** The requests by which sockets were opened. */
  readonly handshakes: IncomingMessage[];
  /** The first socket that was opened and not yet taken, or will be. */
  next(): Promise<WebSocket>;
  close(): Promise<void>;
}

/** Starts one. @param tls - with a key and its certificate */
export async function startSocketServer(tls?: { key: string; cert: string }): Promise<SocketServer> {
  const http = tls ? createHttpsServer(tls) : createHttpServer();
  const sockets = new WebSocketServer({ server: http });
  const handshakes: IncomingMessage[] = [];
  const opened: WebSocket[] = [];
  sockets.on('headers', (headers) => headers.push('dg-request-id: socket-1'));
  sockets.on('connection', (socket, request) => {
    socket.on('error', () => undefined);
    handshakes.push(request);
    opened.push(socket);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(http.address() as AddressInfo).port}`,
    handshakes,
    async next() {
      while (opened.length === 0) await once(sockets, 'connection');
      return opened.shift() as WebSocket;
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = once(http, 'close');
      sockets.close();
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}
