import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Turn } from '../turn.js';
import { AUDIO_BYTES, CHUNKS, CONTENT_TYPE, MODEL, TEXT } from '../utterance.js';
import { takeLiveAudio } from './listen-socket.js';
import { type SocketTally, setTurn, takeSocket, tellSockets, whenNoneIsOpen } from './speak-socket.js';
import { takenBytes, takeRecording } from './take-recording.js';

// The server that all peers speak to, in a process of its own so that its CPU is nobody else's. It does as
// little as it can: the same audio for every text, the same transcript for every recording.

/** What it is told. */
export interface Order {
  readonly chunkMs?: number;
  readonly turn?: Turn;
  /** It answers when no socket is open. */
  readonly whenNoneIsOpen?: boolean;
}

/** What it tells then. */
export interface Told extends SocketTally {
  readonly takenBytes: number;
}

const chunk = Buffer.alloc(AUDIO_BYTES / CHUNKS, 1);
const headers = {
  'content-type': CONTENT_TYPE,
  'dg-model-name': MODEL,
  'dg-model-uuid': 'bc3395c1-a5d4-4c1b-9c3b-1f6b8d7f1f0a',
  'dg-char-count': String(TEXT.length),
  'dg-request-id': '0d1f7a52-5a4b-4a5e-9f2e-6f4f6f0c2b11',
};
let chunkMs = 0;

const server = createServer((request, response) => {
  if (request.url?.startsWith('/v1/listen')) takeRecording(request, response);
  else request.resume().on('end', () => void answer(response));
});
// Peers wait for their turn; none should have to connect anew for that.
server.keepAliveTimeout = 600_000;
server.on('upgrade', (request, tcp, head) => {
  if (request.url?.startsWith('/v1/listen')) takeLiveAudio(request, tcp, head);
  else takeSocket(request, tcp, head);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => process.exit());

async function obey(order: Order): Promise<void> {
  chunkMs = order.chunkMs ?? chunkMs;
  if (order.turn) setTurn(order.turn);
  if (order.whenNoneIsOpen) await whenNoneIsOpen();
  process.send?.({ takenBytes, ...tellSockets() } satisfies Told);
}

async function answer(response: ServerResponse): Promise<void> {
  response.writeHead(200, headers);
  for (let sent = 0; sent < CHUNKS; sent++) {
    if (sent > 0 && chunkMs > 0) await delay(chunkMs);
    response.write(chunk);
  }
  response.end();
}
