import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { admit } from './admit.js';
import type { Endpoint } from './endpoint.js';
import { takeSocket } from './live-socket.js';
import type { Proof } from './proof.js';
import { answerWith, type Status } from './respond.js';

/** Largest message that is taken, where the endpoint does not say less; results have some kilobytes. */
const MESSAGE_LIMIT = 4 * 1024 * 1024;

/**
 * Takes a request to speak WebSocket at an endpoint's path: the form in which Deepgram delivers live streams. What
 * it proves is looked at before anything is agreed to. Never rejects.
 *
 * @param socket - as Node.js hands it over: nobody reads it
 * @param endpoint - `closed` where there is one, but not at this moment: flows are being deployed
 */
export async function receiveUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  endpoint: Endpoint | 'closed',
): Promise<void> {
  try {
    if (endpoint === 'closed') refuseUpgrade(socket, 503);
    else await receiveAt(request, socket, head, endpoint);
  } catch (error) {
    if (endpoint !== 'closed') endpoint.onError(error);
    refuseUpgrade(socket, 503);
  }
}

async function receiveAt(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  endpoint: Endpoint,
): Promise<void> {
  const proof = admit(request, endpoint);
  if (!proof) refuseUpgrade(socket, 401);
  else if (!endpoint.hasTakers() || endpoint.signal.aborted) refuseUpgrade(socket, 503);
  else await upgrade(request, socket, head, endpoint, proof);
}

/** Answers an upgrade that is not made, and ends its connection. */
export function refuseUpgrade(socket: Duplex, status: Status): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { headers, body } = answerWith(status);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const text = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
  socket.end(text, () => socket.destroy());
}

async function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  endpoint: Endpoint,
  proof: Proof,
): Promise<void> {
  // Loaded here and not above: who has no such stream should not pay for it.
  const { WebSocketServer } = await import('ws');
  if (endpoint.signal.aborted) {
    refuseUpgrade(socket, 503);
    return;
  }
  const server = new WebSocketServer({
    ...{ noServer: true, clientTracking: false, perMessageDeflate: false },
    // To ws, 0 is no limit.
    maxPayload: Math.max(1, Math.min(MESSAGE_LIMIT, endpoint.limits.bytes)),
    // A byte that is no UTF-8 spoils a message, and should not end the stream.
    skipUTF8Validation: true,
    handleProtocols: () => false,
  });
  // Answers what is no such request by itself, with 400, 405 or 426.
  server.handleUpgrade(request, socket, head, (ws) => takeSocket(ws, { request, proof, endpoint }));
}
