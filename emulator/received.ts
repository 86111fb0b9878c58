import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from './account.js';
import type { Body } from './body.js';
import type { AcceptedSpeech } from './speak/accepted.js';

/** A request as the endpoints see it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
  /** The `dg-request-id` of the answer. */
  readonly requestId: string;
  /** Aborted when the response is over; ends the work for it. */
  readonly over: AbortSignal;
}

/** What the endpoints share. */
export interface Account extends Credentials {
  /** Called with every request that a callback is to answer. */
  accept(speech: AcceptedSpeech): void;
}
