import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { Refusal } from '../refusal.js';

/** A handshake that may be answered with 101. */
export interface Caller {
  readonly incoming: IncomingMessage;
  readonly socket: Socket;
  /** What came behind the headers. */
  readonly head: Buffer;
  readonly requestId: string;
}

/** Answers handshakes. */
export interface Greeter {
  /** Answers 101, then gives the socket; throws a {@link Refusal} for what is no handshake of a WebSocket. */
  greet(caller: Caller, opened: (websocket: WebSocket) => void): void;
}

/** No message may be larger, in bytes. What Deepgram takes is far less, and refused in its own words. */
const MOST = 100 * 1024 * 1024;

/** @param deflate accepts compression where it is offered */
export function createGreeter(deflate: boolean): Greeter {
  const requestIds = new WeakMap<IncomingMessage, string>();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // A line that has gone silent must not answer pings.
    autoPong: false,
    maxPayload: MOST,
    perMessageDeflate: deflate,
    // As captured in deepgram-js-sdk #301: the first one that was offered, which is `token` or `bearer`.
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  server.on('headers', (headers, incoming) => {
    headers.push(
      `dg-request-id: ${requestIds.get(incoming)}`,
      'access-control-expose-headers: dg-model-name,dg-model-uuid,dg-char-count,dg-request-id,dg-error',
      `date: ${new Date().toUTCString()}`,
    );
  });
  // Without a listener it answers by itself. What Deepgram says here is not published.
  server.on('wsClientError', () => {
    throw new Refusal(400, 'Bad Request', 'Bad Request: not a WebSocket handshake.');
  });
  return {
    greet: ({ incoming, socket, head, requestId }, opened) => {
      requestIds.set(incoming, requestId);
      server.handleUpgrade(incoming, socket, head, opened);
    },
  };
}
