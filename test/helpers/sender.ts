import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** A request as it is sent, with nothing added but what HTTP needs. */
export interface Sending {
  /** The request's target, sent as it is. */
  readonly target: string;
  /** POST unless told otherwise. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes with their length, or chunks for as long as there are any. */
  readonly body?: string | Buffer | Iterable<Buffer>;
}

/** What was answered. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** How many bytes of a body in chunks have left. */
  readonly sent: number;
}

/**
 * Sends one request, on a connection of its own, and waits for the answer, which may come before all is sent.
 *
 * @param url - of the server; https with any certificate
 */
export async function send(
  url: string,
  { target, method = 'POST', headers, body }: Sending,
): Promise<Answered> {
  const { protocol, hostname, port } = new URL(url);
  const whole = typeof body === 'string' || Buffer.isBuffer(body);
  const request = (protocol === 'https:' ? httpsRequest : httpRequest)({
    ...{ hostname, port, path: target, method, agent: false, rejectUnauthorized: false },
    headers: { ...(whole && { 'content-length': Buffer.byteLength(body) }), ...headers },
  });
  let sent = 0;
  const over = new AbortController();
  const answer = once(request, 'response') as Promise<[IncomingMessage]>;
  // An answer that comes early may be followed by a reset.
  request.on('error', () => over.abort()).on('close', () => over.abort());
  if (body === undefined || whole) request.end(body);
  else
    void (async () => {
      for (const chunk of body) {
        if (over.signal.aborted) return;
        sent += chunk.length;
        // Looks for an answer in between, as any other client does.
        await setImmediate();
        if (!request.write(chunk)) await once(request, 'drain', over).catch(() => undefined);
      }
      request.end();
    })();
  const [response] = await answer;
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
  await once(response, 'close');
  if (typeof body === 'object' && !request.closed) await once(request, 'close');
  const { statusCode = 0 } = response;
  return { status: statusCode, headers: response.headers, text: Buffer.concat(chunks).toString(), sent };
}

/** A connection on which a test says what it likes. */
export interface RawConnection {
  write(bytes: string | Buffer): void;
  /** Waits until something has come that looks like this. @returns all that has come */
  until(pattern: RegExp): Promise<string>;
  /** Settles when the other side has ended it, with all that has come. */
  readonly closed: Promise<string>;
  destroy(): void;
}

/** Connects to the server at a URL. */
export async function connectRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.on('error', () => undefined).on('data', (bytes) => (received += bytes.toString('latin1')));
  await once(socket, 'connect');
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    write: (bytes) => void socket.write(bytes),
    async until(pattern) {
      while (!pattern.test(received)) {
        if (socket.closed) throw new Error(`The connection has ended; came: ${received}`);
        await Promise.race([once(socket, 'data'), ended]);
      }
      return received;
    },
    closed: ended.then(() => received),
    destroy: () => void socket.destroy(),
  };
}
