import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came in, and what became of it. */
export interface RecordedRequest {
  readonly requestId: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Number of the TCP connection, counted from 1: equal numbers mean that the connection was kept alive. */
  readonly connection: number;
  /** When the request's headers had arrived, in milliseconds since the epoch. */
  readonly at: number;
  /** The body as text; empty until all of it has been read, for one larger than 2 MB, and for audio. */
  body: string;
  /** How much of the body has been read, in bytes; it grows while an upload comes in. */
  bytes: number;
  /** Of the body, in hexadecimal; empty until all of it has been read. */
  sha256: string;
  /** All of the body has been read. */
  received: boolean;
  /** The status that was answered; absent until there is one. */
  status?: number;
  /** The client went away before the answer was complete. */
  aborted: boolean;
  /** The answer is over: complete, broken by a fault, or left by the client. */
  ended: boolean;
}

/** Which request is meant; the first one where it is left out. */
export type RequestPredicate = (request: RecordedRequest) => boolean;
