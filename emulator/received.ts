import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from './account.js';
import type { Body } from './body.js';
import type { Accepted } from './callback/accepted.js';
import type { CallbackOptions } from './callback/options.js';
import type { Spool } from './upload/spool.js';
import type { Upload } from './upload/upload.js';

/** A request as the endpoints see it before its body has been read. */
export interface Head {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The `dg-request-id` of the answer. */
  readonly requestId: string;
  /** Aborted when the response is over; ends the work for it. */
  readonly over: AbortSignal;
}

/** A request as the endpoints see it. */
export interface Received extends Head {
  /** Empty where there is an upload. */
  readonly body: Body;
  /** Only where the endpoint takes one. */
  readonly upload?: Upload;
}

/** What the endpoints share. */
export interface Account extends Credentials {
  /** Where URLs of this server begin: `https` where it has a certificate. */
  readonly protocol: 'http' | 'https';
  /** Callbacks may go to any port, not only to Deepgram's four. */
  readonly anyCallbackPort: boolean;
  /**
   * Called with every request that a callback is to answer. Settles when the acknowledgement may leave.
   *
   * @param acknowledged aborted when the acknowledgement has left, or can't any more
   */
  accept(accepted: Accepted, acknowledged: AbortSignal): Promise<void>;
  /** Delivers what no acknowledgement precedes: a result of a stream. Settles when it is delivered or given up. */
  deliver(owed: Accepted): Promise<void>;
  /** Where what comes from elsewhere is kept. */
  readonly spool: Spool;
  /** Whom to trust where something is fetched by https. */
  readonly trust: Pick<CallbackOptions, 'ca' | 'rejectUnauthorized'>;
  /** Aborted when the emulator closes. */
  readonly closed: AbortSignal;
}
