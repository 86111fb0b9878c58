import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers as a test wants it to. */
export interface AnsweringServer {
  readonly url: string;
  /** How the requests to come are answered, once their bodies have been read. */
  answer: (response: ServerResponse, request: IncomingMessage, body: Buffer) => void;
  close(): void;
}

/** Starts one. It answers with an empty transcript until it is told something else. */
export async function startAnsweringServer(): Promise<AnsweringServer> {
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    answering.answer(response, request, Buffer.concat(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answering: AnsweringServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: answerEmpty,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return answering;
}

/** What Deepgram answers where nobody says anything. */
export function answerEmpty(response: ServerResponse): void {
  const channels = [{ alternatives: [{ transcript: '', confidence: 0, words: [] }] }];
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ metadata: { request_id: 'mine', channels: 1 }, results: { channels } }));
}
