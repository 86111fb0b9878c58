import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that says on a connection what a test wants it to. */
export interface RawServer {
  readonly url: string;
  /** Waits until so many connections are open. */
  untilOpen(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts one. @param answer - is called when the head of a request has come */
export async function startRawServer(answer: (socket: Socket, head: string) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const changes = new EventEmitter();
  const server = createServer((socket) => {
    let head = '';
    sockets.add(socket);
    changes.emit('change');
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      changes.emit('change');
    });
    socket.on('data', function read(bytes) {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', read);
      answer(socket, head);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async untilOpen(count) {
      while (sockets.size !== count) await once(changes, 'change');
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The head of the answer that makes a socket of a connection (RFC 6455, 4.2.2). @param more - further headers */
export function switchingProtocols(head: string, more: readonly string[] = []): string {
  const [, key = ''] = /^sec-websocket-key: (.*)$/im.exec(head) ?? [];
  const accept = createHash('sha1')
    .update(`${key.trim()}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...more,
    '\r\n',
  ].join('\r\n');
}
