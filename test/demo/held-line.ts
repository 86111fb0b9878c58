import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on which what servers send can be held. */
export interface HeldLine {
  readonly url: string;
  /** Nothing that comes from now on arrives. */
  hold(): void;
  /** Waits until so many bytes are being held. */
  holds(bytes: number): Promise<void>;
  /** Lets go on what is held, and holds nothing any more. */
  release(): void;
  /** Ends all connections; new ones can be made. */
  cut(): void;
  close(): void;
}

/** Opens a line. @param target - the URL of the server behind it */
export async function startHeldLine(target: string): Promise<HeldLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const events = new EventEmitter();
  let held: (() => void)[] | undefined;
  let bytes = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (data) => {
      if (!held) {
        client.write(data);
        return;
      }
      held.push(() => client.write(data));
      bytes += data.length;
      events.emit('held');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold() {
      held = [];
      bytes = 0;
    },
    async holds(wanted) {
      while (bytes < wanted) await once(events, 'held');
    },
    release() {
      for (const write of held ?? []) write();
      held = undefined;
    },
    cut,
    close() {
      cut();
      server.close();
    },
  };
}
