import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from './account.js';
import type { Body } from './body.js';
import type { Accepted } from './callback/accepted.js';

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
  /** Callbacks may go to any port, not only to Deepgram's four. */
  readonly anyCallbackPort: boolean;
  /**
   * Called with every request that a callback is to answer. Settles when the acknowledgement may leave.
   *
   * @param acknowledged aborted when the acknowledgement has left, or can't any more
   */
  accept(accepted: Accepted, acknowledged: AbortSignal): Promise<void>;
}
