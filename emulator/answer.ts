/** What an endpoint says back: data, so that a fault can change it before it goes on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body's pieces, as they come; an endless or a slow one is fine. Nothing is made before it is read. */
  readonly body: AsyncIterable<Buffer>;
}

/** An answer in one piece, with its Content-Length. */
export function wholeAnswer(status: number, headers: Answer['headers'], body: string | Buffer): Answer {
  const bytes = Buffer.from(body);
  return {
    status,
    headers: { ...headers, 'content-length': String(bytes.length) },
    body: onePiece(bytes),
  };
}

/** A JSON answer. `value` must be serialisable. */
export function jsonAnswer(status: number, value: unknown, headers: Answer['headers'] = {}): Answer {
  return wholeAnswer(status, { 'content-type': 'application/json', ...headers }, JSON.stringify(value));
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}
