import type { CallbackFault } from '../callback/fault.js';
import type { ListenFault } from '../listen-stream/fault.js';
import type { SocketFault } from '../socket/fault.js';
import type { SpeechFault } from '../speak-stream/fault.js';
import type { UploadFault } from '../upload/fault.js';
import type { ErrorBody } from './error-body.js';

/** What goes wrong with a request. Times are in milliseconds, lengths in bytes of the body. */
export type RequestFault =
  /** Answers late. */
  | { kind: 'latency'; ms: number }
  /** Sends `bytes` of the body at a time and waits `ms` before each. */
  | { kind: 'drip'; bytes: number; ms: number }
  /** Sends the body in pieces of 1 to 7 bytes, always the same ones. */
  | { kind: 'slicer' }
  /**
   * Answers with an error. `body` is Deepgram's own for this status unless said otherwise. `retryAfter`
   * is seconds, or the header's text as it is to be (an HTTP date).
   */
  | { kind: 'status'; status: number; body?: ErrorBody; retryAfter?: number | string }
  /** Ends the connection with a TCP RST: before the headers, or after so much of the body. */
  | { kind: 'reset'; afterBytes?: number }
  /** Ends the connection with a FIN after so much of the body, without the last chunk. */
  | { kind: 'cut'; afterBytes: number }
  /** Promises a Content-Length larger by `missing` than what comes, then ends the connection. */
  | { kind: 'short'; missing: number }
  /** Says nothing any more: not even headers, or nothing after so much of the body. */
  | { kind: 'silence'; afterBytes?: number }
  /** Waits until it is released: before the headers, or after so much of the body. */
  | { kind: 'hold'; afterBytes?: number }
  /** 200 with the JSON acknowledgement of a callback instead of audio. */
  | { kind: 'ack' }
  /** 200 with a page of HTML. */
  | { kind: 'html' }
  /** The answer without its body. */
  | { kind: 'empty' }
  /** The answer with a body of so many bytes, as fast as they are read. */
  | { kind: 'huge'; bytes: number }
  /** The answer with a body of so many bytes in so many chunks, `ms` before each. */
  | { kind: 'paced'; bytes: number; chunks: number; ms: number };

/**
 * What goes wrong with a request, with its upload, with the delivery to its callback, with a socket, or with what
 * is spoken or heard over one.
 */
export type FaultKind = RequestFault | UploadFault | CallbackFault | SocketFault | SpeechFault | ListenFault;

/**
 * Which requests a fault is for; one for deliveries counts the requests that are acknowledged, one for sockets the
 * moments it comes at, one for speeches the flushes and turns.
 */
export interface FaultScope {
  /** Only requests and sockets for exactly this path, e.g. `/v1/speak`; all where it is left out. */
  path?: string;
  /** For how many requests, moments or speeches; 1 where it is left out, `Infinity` for all that come. */
  times?: number;
}

/** A fault and the requests it is for. */
export type Fault = FaultKind & FaultScope;

/** Where a fault can be waited for and taken back. */
export interface FaultHandle {
  /**
   * Settles when the fault has come over its first request: for `hold`, and for
   * `callback-late` without `ms`, when that is being held.
   */
  readonly reached: Promise<void>;
  /** Lets go on what this fault holds, now and later. */
  release(): void;
  /** No further request meets this fault. */
  remove(): void;
}
