import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was put into a bucket. */
export interface Upload {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** A server that takes uploads. */
export interface Bucket {
  readonly url: string;
  /** The first upload. */
  readonly uploaded: Promise<Upload>;
  close(): void;
}

export async function openBucket(): Promise<Bucket> {
  const server = createServer();
  const uploaded = new Promise<Upload>((resolve, reject) => {
    server.on('request', async (request, response) => {
      const { method, url, headers } = request;
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      resolve({ method, url, contentType: headers['content-type'], body: Buffer.concat(chunks) });
      response.end();
    });
    server.on('error', reject);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, uploaded, close: () => server.close() };
}
