/** What is delivered. */
export interface Parcel {
  readonly contentType: string;
  /** Text as it is or will be, or bytes that are made anew for each attempt, until `over` is aborted. */
  readonly content: string | Promise<string> | ((over: AbortSignal) => AsyncIterable<Buffer>);
}

/** A request that was acknowledged and whose result is owed to a callback. */
export interface Accepted extends Parcel {
  readonly requestId: string;
  /** Of the request, e.g. `/v1/speak`. */
  readonly path: string;
  /** Credentials included. */
  readonly callback: URL;
  readonly method: 'POST' | 'PUT';
}
