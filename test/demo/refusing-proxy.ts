import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP proxy through which nothing gets out. */
export interface RefusingProxy {
  readonly url: string;
  /** The first host and port that somebody wanted to reach. */
  readonly asked: Promise<string>;
  close(): Promise<unknown>;
}

export async function refusingProxy(): Promise<RefusingProxy> {
  const server = createServer();
  const asked = new Promise<string>((resolve) => {
    server.on('connect', (request, socket) => {
      resolve(request.url ?? '');
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      return closed;
    },
  };
}
