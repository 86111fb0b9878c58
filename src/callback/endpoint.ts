import type { IncomingMessage, ServerResponse } from 'node:http';
import { DeepgramError } from '../client/errors.js';
import type { Budget } from './budget.js';
import type { Content } from './content.js';
import { failureOf } from './failure.js';
import { createFlowAnswer, type FlowResponse } from './flow-answer.js';
import type { Job } from './job.js';
import type { Jobs, Receiver } from './jobs.js';
import type { Proof, ProofSettings } from './proof.js';
import { requestIdIn } from './request-id.js';
import { createSeen } from './seen.js';
import { type Taker, takersOf } from './takers.js';

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
  /** The delivery's own request and its answer, where the flow is to give that. */
  readonly exchange?: { readonly request: IncomingMessage; readonly response: FlowResponse };
}

/** A taker at work. None of its functions throws. */
export interface CallbackTaker extends Taker {
  /** `received`: Deepgram is answered once the result is handed over. `flow`: when the flow answers. */
  readonly ack: 'received' | 'flow';
  take(arrival: Arrival): void;
  /** A job has failed, or what came is unreadable. */
  fail(error: DeepgramError, job: Job | undefined): void;
  /** The number of jobs that wait may have changed. */
  onWaiting(): void;
}

/** A delivery whose body has been read. `content` is absent where that is unreadable. */
export interface Delivery {
  readonly proof: Proof;
  readonly content: Content | undefined;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What becomes of a delivery: a status to answer with, or `flow` where a flow will answer. */
export type Verdict = 200 | 400 | 503 | 'flow';

/** An address of ours that Deepgram calls back. */
export interface Endpoint {
  readonly id: string;
  readonly proof: ProofSettings;
  /** Bytes that a delivery may have. */
  readonly maxBody: number;
  readonly budget: Budget;
  readonly takers: ReadonlySet<CallbackTaker>;
  /** Aborted when the endpoint closes. */
  readonly signal: AbortSignal;
  readonly jobs: Jobs;
  /** Lets somebody take results. @returns what ends it */
  join(taker: CallbackTaker): () => void;
  /** Hands a delivery to whom it belongs. Rejects when the store fails. */
  deliver(delivery: Delivery): Promise<Verdict>;
  /** A delivery was refused. */
  onRefused(): void;
  /** A delivery has failed for a reason of ours. */
  onError(error: unknown): void;
  close(): void;
}

/** How many deliveries that are no jobs of ours are remembered, to know them when they come again. */
const SEEN_LIMIT = 10_000;

/** What an endpoint is made of. */
export type EndpointSettings = Pick<
  Endpoint,
  'id' | 'proof' | 'maxBody' | 'budget' | 'jobs' | 'onRefused' | 'onError'
>;

/** Opens an endpoint. */
export function openEndpoint(settings: EndpointSettings): Endpoint {
  const { jobs } = settings;
  const takers = new Set<CallbackTaker>();
  const closing = new AbortController();
  const seen = createSeen(SEEN_LIMIT);

  async function deliverJob(ticket: NonNullable<Proof['ticket']>, delivery: Delivery): Promise<Verdict> {
    let verdict: Verdict = 200;

    function choose(job: Job | undefined): Receiver | undefined {
      const mine = closing.signal.aborted ? [] : takersOf(takers, job);
      if (mine.length === 0) return undefined;
      const { content } = delivery;
      const failure = content ? job && failureOf(job.kind, content) : unreadable();
      if (failure) {
        if (!content) verdict = 400;
        // A job that has missed its deadline has failed already.
        const hand = () => job?.state !== 'missed' && failAll(mine, failure, job);
        return { settles: 'now', leaves: content ? 'settled' : 'missed', hand };
      }
      if (!content) return undefined;
      const byFlow = mine.some(({ ack }) => ack === 'flow');
      if (byFlow) verdict = 'flow';
      return {
        settles: byFlow ? 'later' : 'now',
        leaves: 'settled',
        hand({ delivery: times }) {
          const onAnswer = (status: number | undefined) => jobs.answer(ticket, isSuccess(status));
          const arrival = arrivalOf(delivery, content, { job, jobId: ticket.id, delivery: times });
          handOver(mine, arrival, delivery, onAnswer);
        },
      };
    }

    const outcome = await jobs.deliver(ticket, choose);
    if (outcome === 'untaken') return 503;
    return outcome === 'repeated' && delivery.content ? 200 : verdict;
  }

  function deliverOther(delivery: Delivery): Verdict {
    const mine = closing.signal.aborted ? [] : takersOf(takers, undefined);
    if (mine.length === 0) return 503;
    const { content } = delivery;
    if (!content) {
      failAll(mine, unreadable(), undefined);
      return 400;
    }
    const arrival = arrivalOf(delivery, content, { job: undefined, delivery: 1 });
    const name = arrival.requestId;
    if (name && seen.has(name)) return 200;
    const byFlow = mine.some(({ ack }) => ack === 'flow');
    if (name && !byFlow) seen.add(name);
    handOver(mine, arrival, delivery, async (status) => {
      if (name && isSuccess(status)) seen.add(name);
    });
    return byFlow ? 'flow' : 200;
  }

  function handOver(
    mine: readonly CallbackTaker[],
    arrival: Arrival,
    { request, response }: Delivery,
    onAnswer: (status: number | undefined) => Promise<void>,
  ): void {
    const byFlow = mine.some(({ ack }) => ack === 'flow');
    const exchange = byFlow && {
      request,
      response: createFlowAnswer(response, closing.signal, onAnswer),
    };
    for (const taker of mine) {
      taker.take({ ...arrival, ...(exchange && taker.ack === 'flow' && { exchange }) });
    }
  }

  return {
    ...settings,
    takers,
    signal: closing.signal,
    join(taker) {
      takers.add(taker);
      return () => takers.delete(taker);
    },
    deliver: async (delivery) =>
      delivery.proof.ticket ? deliverJob(delivery.proof.ticket, delivery) : deliverOther(delivery),
    close() {
      closing.abort();
      jobs.close();
    },
  };
}

function arrivalOf(
  { request }: Delivery,
  content: Content,
  about: Pick<Arrival, 'job' | 'jobId' | 'delivery'>,
): Arrival {
  const { headers } = request;
  const dgToken = headers['dg-token'];
  const requestId = about.job?.requestId ?? requestIdIn(content, headers);
  return {
    ...about,
    content,
    ...(headers['content-type'] && { contentType: headers['content-type'] }),
    ...(requestId && { requestId }),
    ...(typeof dgToken === 'string' && { dgToken }),
  };
}

function failAll(takers: readonly CallbackTaker[], error: DeepgramError, job: Job | undefined): void {
  for (const taker of takers) taker.fail(error, job);
}

function unreadable(): DeepgramError {
  return new DeepgramError('PROTOCOL', 'deliveryUnreadable');
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status <= 299;
}
