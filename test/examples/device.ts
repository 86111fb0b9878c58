import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a device was asked. */
export interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A device in the house that is commanded by http. */
export interface Device {
  readonly url: string;
  /** Everything that it was asked, as soon as that is so much. */
  asked(count: number): Promise<readonly Asked[]>;
  close(): void;
}

/** @param answer - the status that it answers with, by what it is asked */
export async function openDevice(answer: (asked: Asked) => number = () => 200): Promise<Device> {
  const all: Asked[] = [];
  const events = new EventEmitter();
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const asked = { method, url, headers, body };
    all.push(asked);
    response.writeHead(answer(asked)).end();
    events.emit('asked');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async asked(count) {
      while (all.length < count) await once(events, 'asked');
      return all;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
