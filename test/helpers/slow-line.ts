import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** How often a line lets bytes through, in ms. */
const TICK_MS = 10;

/** A TCP proxy that lets through only so much a second, of what clients send. */
export interface SlowLine {
  readonly url: string;
  /** Waits until so many bytes have passed since it was opened. */
  passed(bytes: number): Promise<void>;
  close(): void;
}

/**
 * Opens a slow line.
 *
 * @param target - the URL of the server behind it
 * @param bytesPerSecond - from the client to the server; the way back is as fast as it can be
 */
export async function startSlowLine(target: string, bytesPerSecond: number): Promise<SlowLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const progress = new EventEmitter();
  let total = 0;
  const server = createServer({ pauseOnConnect: true }, (client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    let credit = 0;
    const timer = setInterval(() => {
      credit = Math.min(credit + (bytesPerSecond * TICK_MS) / 1000, bytesPerSecond / 10);
      if (credit > 0) client.resume();
    }, TICK_MS);
    client.on('data', (bytes) => {
      credit -= bytes.length;
      if (credit <= 0) client.pause();
      upstream.write(bytes);
      total += bytes.length;
      progress.emit('bytes');
    });
    client.on('end', () => upstream.end());
    client.on('close', () => {
      clearInterval(timer);
      upstream.destroy();
    });
    upstream.pipe(client);
    upstream.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async passed(bytes) {
      while (total < bytes) await once(progress, 'bytes');
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
