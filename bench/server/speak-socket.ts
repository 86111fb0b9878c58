import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { stamp } from '../stamp.js';
import { SENTENCE, type Turn } from '../turn.js';
import { MODEL } from '../utterance.js';
import { frame, HEADER_BYTES } from './frame.js';

/** What there has been of sockets. */
export interface SocketTally {
  /** How many have offered an extension. */
  readonly offered: number;
}

const REQUEST_ID = '0d1f7a52-5a4b-4a5e-9f2e-6f4f6f0c2b13';
const METADATA = JSON.stringify({
  type: 'Metadata',
  request_id: REQUEST_ID,
  model_name: MODEL,
  model_version: '2025-04-07.0',
  model_uuid: 'bc3395c1-a5d4-4c1b-9c3b-1f6b8d7f1f0a',
});

const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on('headers', (headers) => headers.push(`dg-request-id: ${REQUEST_ID}`));
let offered = 0;
let turn = SENTENCE;
let pieces = prepare(turn);
let onNone: (() => void) | undefined;

/** How flushes are answered from now on. */
export function setTurn(next: Turn): void {
  turn = next;
  pieces = prepare(next);
}

export function tellSockets(): SocketTally {
  return { offered };
}

/** Resolves when the last connection of a socket has ended. */
export async function whenNoneIsOpen(): Promise<void> {
  if (server.clients.size === 0) return;
  await new Promise<void>((resolve) => {
    onNone = resolve;
  });
}

/**
 * A socket as `wss /v1/speak`, as lean as it can be: whatever is said, it answers a flush with the same frames, which
 * lie ready as they go over the wire.
 */
export function takeSocket(request: IncomingMessage, tcp: Duplex, head: Buffer): void {
  if (request.headers['sec-websocket-extensions'] !== undefined) offered += 1;
  server.handleUpgrade(request, tcp, head, (socket) => {
    let sequence = 0;
    socket.send(METADATA);
    socket.on('message', (data) => {
      const { type } = JSON.parse(String(data)) as { type: string };
      if (type === 'Flush') void speak(socket, tcp, sequence++);
      if (type === 'Close') socket.close(1000);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (server.clients.size > 0) return;
      onNone?.();
      onNone = undefined;
    });
  });
}

async function speak(socket: WebSocket, tcp: Duplex, sequence: number): Promise<void> {
  if (turn.frameMs !== undefined) await speakInTime(tcp, turn.frameMs);
  else for (const piece of pieces) tcp.write(piece);
  socket.send(JSON.stringify({ type: 'Flushed', sequence_id: sequence }));
}

async function speakInTime(tcp: Duplex, frameMs: number): Promise<void> {
  for (let sent = 0; sent < turn.frames; sent++) {
    if (sent > 0) await delay(frameMs);
    const bytes = frame(Buffer.alloc(turn.frameBytes, 1));
    stamp(bytes.subarray(HEADER_BYTES));
    tcp.write(bytes);
  }
}

function prepare({ frames, frameBytes, isBurst = false }: Turn): Buffer[] {
  const pieces = new Array<Buffer>(frames).fill(frame(Buffer.alloc(frameBytes, 1)));
  return isBurst ? [Buffer.concat(pieces)] : pieces;
}
