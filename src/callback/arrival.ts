import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeepgramError } from '../client/errors.js';
import type { Body } from './body.js';
import type { Content } from './content.js';
import type { FlowResponse } from './flow-answer.js';
import type { Job } from './job.js';
import type { LiveStream, Slot } from './live-stream.js';
import type { Proof } from './proof.js';
import { requestIdIn } from './request-id.js';
import type { Taker } from './takers.js';

/** A delivery whose body has been read. `content` is absent where that is unreadable. */
export interface Delivery {
  readonly proof: Proof;
  readonly content: Content | undefined;
  readonly body: Body;
  /** What it came with; of a WebSocket, the request that opened that. */
  readonly request: IncomingMessage;
  /** Absent over a WebSocket, where nothing is answered. */
  readonly response?: ServerResponse;
}

/** A result as it is handed to a deepgram-callback-in node. */
export interface Arrival {
  /** What is kept of its job; absent where it is no job of ours, or the store has lost it. */
  readonly job: Job | undefined;
  /** The job's id, where the delivery named one. */
  readonly jobId?: string;
  readonly content: Content;
  readonly contentType?: string;
  readonly requestId?: string;
  readonly dgToken?: string;
  /** The how-manyeth time it comes out. */
  readonly delivery: number;
  /** What is kept for the results of a live stream of ours: for all of them, and for each until it is settled. */
  readonly stream?: { readonly memory: Slot; readonly made: Slot };
  /** True where another taker has the same content, which must not be shared. */
  readonly isShared?: boolean;
  /** The delivery's own request and its answer, where the flow is to give that. */
  readonly exchange?: { readonly request: IncomingMessage; readonly response: FlowResponse };
}

/** A taker at work. None of its functions throws or rejects. */
export interface CallbackTaker extends Taker {
  /** `received`: Deepgram is answered once the result is handed over. `flow`: when the flow answers. */
  readonly ack: 'received' | 'flow';
  /** @returns true when the flow has it, false where the node has been closed */
  take(arrival: Arrival): Promise<boolean> | boolean;
  /** No further result of a live stream will come: what was kept of it for later leaves now. */
  finish(stream: LiveStream): void;
  /** A job has failed, or what came is unreadable. */
  fail(error: DeepgramError, job: Job | undefined): void;
  /** The number of jobs that wait may have changed. */
  onWaiting(): void;
}

/** What a delivery is to a flow. */
export function arrivalOf(
  { request: { headers } }: Delivery,
  content: Content,
  about: Pick<Arrival, 'job' | 'jobId' | 'delivery' | 'stream'>,
): Arrival {
  const dgToken = headers['dg-token'];
  const contentType = headers['content-type'];
  // A stream that was lost goes on with another id, which its results tell.
  const own = about.stream && requestIdIn(content, headers);
  const requestId = own ?? about.job?.requestId ?? requestIdIn(content, headers);
  const arrival: Writable<Arrival> = { ...about, content };
  if (contentType) arrival.contentType = contentType;
  if (requestId) arrival.requestId = requestId;
  if (typeof dgToken === 'string') arrival.dgToken = dgToken;
  return arrival;
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] };
