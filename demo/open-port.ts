import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The demo is for the person at this machine only. */
export const HOST = '127.0.0.1';

/** A server that listens, and where. */
export interface OpenPort {
  readonly server: Server;
  readonly port: number;
  /** Without a slash at its end, `http://127.0.0.1:1880`. */
  readonly url: string;
}

/**
 * Opens a port before anything else is started, so that a taken one costs nothing.
 *
 * @param wanted - 0 for any free one
 * @throws the socket's error, `EADDRINUSE` for a port that is taken
 */
export async function openPort(wanted: number): Promise<OpenPort> {
  const server = createServer().listen(wanted, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `http://${HOST}:${port}` };
}
