import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The TCP connections that are open now. */
export interface Connections {
  /** The number of the connection a socket belongs to, counted from 1. */
  id(socket: Socket): number;
  /** Ends the connection with a TCP RST. */
  reset(socket: Socket): void;
  count(): number;
  /** Settles when all are closed. */
  destroyAll(): Promise<void>;
}

/**
 * Follows a server's connections. A TLS socket can't send a reset by itself, so it is mapped to the TCP
 * socket below it by the peer's address.
 */
export function followConnections(server: Server): Connections {
  const open = new Map<string, { id: number; socket: Socket; closed: Promise<void> }>();
  let last = 0;
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    last += 1;
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => {
        open.delete(peer);
        resolve();
      });
    });
    open.set(peer, { id: last, socket, closed });
  });
  return {
    id: (socket) => open.get(peerOf(socket))?.id ?? 0,
    reset: (socket) => void open.get(peerOf(socket))?.socket.resetAndDestroy(),
    count: () => open.size,
    destroyAll: async () => {
      const all = [...open.values()];
      for (const { socket } of all) socket.destroy();
      await Promise.all(all.map(({ closed }) => closed));
    },
  };
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
