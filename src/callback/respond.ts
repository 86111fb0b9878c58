import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** The answers that a delivery may get; what is no 2xx makes Deepgram try again. */
export type Status = 200 | 400 | 401 | 404 | 405 | 408 | 413 | 415 | 503;

/**
 * How much of a body that we won't read is thrown away, and how long, so that the sender gets to our answer. The
 * two kernels may hold ten megabytes on their way (Linux: 6 to read, 4 to write) before it looks for one.
 */
const LINGER = { bytes: 16 * 1024 * 1024, ms: 1000 } as const;

const TAKEN = JSON.stringify({ ok: true });
const NOT_TAKEN = JSON.stringify({ ok: false });

/** Made once; most deliveries are answered with the first. */
const HEADERS: Readonly<Partial<Record<Status, OutgoingHttpHeaders>>> = {
  200: headersFor(TAKEN),
  // A challenge, so that clients that wait for one send their credentials.
  401: { ...headersFor(NOT_TAKEN), 'www-authenticate': 'Basic realm="deepgram callback"' },
  405: { ...headersFor(NOT_TAKEN), allow: 'POST, PUT' },
  503: { ...headersFor(NOT_TAKEN), 'retry-after': '30' },
};

/** What is answered with a status. */
export function answerWith(status: Status): { headers: OutgoingHttpHeaders; body: string } {
  const body = status === 200 ? TAKEN : NOT_TAKEN;
  return { headers: HEADERS[status] ?? headersFor(body), body };
}

/** Answers a delivery. The same status has always the same bytes. */
export function respond(response: ServerResponse, status: Status): void {
  if (response.headersSent || response.destroyed) return;
  const request = response.req;
  const isRead = request.complete;
  const { headers, body } = answerWith(status);
  if (!isRead) response.setHeader('connection', 'close');
  response.writeHead(status, headers);
  if (isRead) {
    response.end(body);
    return;
  }
  // Closed at once, a connection with unread bytes is reset, and the sender may never see the answer.
  response.write(body);
  linger(response);
}

function headersFor(body: string): OutgoingHttpHeaders {
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
}

function linger(response: ServerResponse): void {
  const request = response.req;
  let bytes = 0;
  const timer = setTimeout(end, LINGER.ms);

  function drop(chunk: Buffer): void {
    bytes += chunk.length;
    if (bytes > LINGER.bytes) end();
  }

  function end(): void {
    clearTimeout(timer);
    // More may be read before the connection is closed.
    request.off('data', drop).off('end', end).off('close', end);
    response.end();
    if (!request.complete) request.socket.destroySoon();
  }

  request.on('data', drop).once('end', end).once('close', end);
  request.resume();
}
