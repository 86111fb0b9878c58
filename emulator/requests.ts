import { EventEmitter, once } from 'node:events';
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
  /** The body as text; empty until all of it has been read, and for one larger than 2 MB. */
  body: string;
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

/** All requests in the order of their arrival, with a way to wait for one. */
export interface RequestLog {
  readonly all: RecordedRequest[];
  add(request: RecordedRequest): void;
  /** To be called after every change of a recorded request. */
  changed(): void;
  /** The first request, recorded already or still to come, that fits. */
  wait(fits: RequestPredicate): Promise<RecordedRequest>;
}

/** @param limit how many requests are remembered; the oldest is forgotten first */
export function createRequestLog(limit: number): RequestLog {
  const all: RecordedRequest[] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  return {
    all,
    add: (request) => {
      all.push(request);
      if (all.length > limit) all.shift();
    },
    changed: () => void changes.emit('change'),
    wait: async (fits) => {
      for (;;) {
        const found = all.find(fits);
        if (found !== undefined) return found;
        await once(changes, 'change');
      }
    },
  };
}
