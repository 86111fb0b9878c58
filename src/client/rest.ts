import type { ErrorCause } from './errors.js';
import type { Queue } from './queue.js';
import type { Upload } from './upload.js';

/** What a request is doing, for a status. */
export type Progress = { state: 'queued' | 'working' | 'ended' } | { state: 'waiting'; ms: number };

/** A request to be made. */
export interface RestRequest {
  /** Path and query, from `/v1/…` on. */
  readonly path: string;
  readonly contentType: string;
  readonly body: string | Buffer | Upload;
  /** ms without a byte before the answer begins; the account's timeout where it is left out. */
  readonly answerTimeout?: number;
  /** What the request carries that no error may tell, beside the account's key. */
  readonly secrets?: readonly string[];
  /** The queue whose places such requests share. */
  readonly queue: Queue;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** An answer that is a success, and whose first byte is there. */
export interface Answer {
  /** A header's value; the first where it came several times. */
  header(name: string): string | undefined;
  /** How often the request was sent. */
  readonly attempts: number;
  /** True where the answer has ended without a byte. */
  readonly isEmpty: boolean;
  /** What no error about this answer may tell, should the server have echoed it. */
  readonly secrets: readonly string[];
  /** What an error about this answer tells of it. */
  readonly about: Pick<ErrorCause, 'requestId' | 'attempts'>;
  /**
   * The body as it comes. The request keeps its place in the queue until the body has ended or `signal` is
   * aborted. Throws DeepgramError NETWORK when it ends early, TIMEOUT when nothing comes for `account.timeout`.
   */
  readonly body: AsyncIterable<Buffer>;
}
