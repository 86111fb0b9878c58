import { DeepgramError } from '../client/errors.js';
import { type Arrival, arrivalOf, type CallbackTaker, type Delivery } from './arrival.js';
import { failureOf } from './failure.js';
import { createFlowAnswer } from './flow-answer.js';
import type { Job } from './job.js';
import type { Jobs, Receiver } from './jobs.js';
import type { Seen } from './seen.js';
import { takersOf } from './takers.js';
import type { JobTicket } from './token.js';

/** What becomes of a delivery: a status to answer with, or `flow` where a flow will answer. */
export type Verdict = 200 | 400 | 503 | 'flow';

/** What deliveries are handed over with. */
export interface Desk {
  readonly jobs: Jobs;
  readonly takers: ReadonlySet<CallbackTaker>;
  /** Request ids of deliveries that are no jobs of ours, to know them when they come again. */
  readonly seen: Seen;
  /** Aborted when the endpoint closes. */
  readonly signal: AbortSignal;
}

type OnAnswer = (status: number | undefined) => Promise<void>;

/** Hands a delivery to whom it belongs. Rejects when the store fails. */
export async function deliver(desk: Desk, delivery: Delivery): Promise<Verdict> {
  const { ticket } = delivery.proof;
  return ticket ? deliverJob(desk, ticket, delivery) : deliverOther(desk, delivery);
}

async function deliverJob(desk: Desk, ticket: JobTicket, delivery: Delivery): Promise<Verdict> {
  const { content } = delivery;
  let verdict: Verdict = 200;

  function choose(job: Job | undefined): Receiver | undefined {
    const takers = takersNow(desk, job);
    if (takers.length === 0) return undefined;
    if (!content) {
      verdict = 400;
      return failing(takers, job, unreadable(), 'missed');
    }
    const failure = job && failureOf(job.kind, content);
    if (failure) return failing(takers, job, failure, 'settled');
    const byFlow = isByFlow(takers);
    if (byFlow) verdict = 'flow';
    return {
      settles: byFlow ? 'later' : 'now',
      leaves: 'settled',
      hand({ delivery: times }) {
        const arrival = arrivalOf(delivery, content, { job, jobId: ticket.id, delivery: times });
        const onAnswer: OnAnswer = (status) => desk.jobs.answer(ticket, isSuccess(status));
        return handOver(desk, takers, arrival, delivery, onAnswer);
      },
    };
  }

  const outcome = await desk.jobs.deliver(ticket, choose);
  if (outcome === 'untaken') return 503;
  // What can't be read is not taken for good, as long as something better may come.
  return outcome === 'repeated' && content ? 200 : verdict;
}

function failing(
  takers: readonly CallbackTaker[],
  job: Job | undefined,
  error: DeepgramError,
  leaves: Receiver['leaves'],
): Receiver {
  return {
    settles: 'now',
    leaves,
    hand() {
      // A job that has missed its deadline has failed already.
      if (job?.state !== 'missed') for (const taker of takers) taker.fail(error, job);
    },
  };
}

async function deliverOther(desk: Desk, delivery: Delivery): Promise<Verdict> {
  const takers = takersNow(desk, undefined);
  if (takers.length === 0) return 503;
  const { content } = delivery;
  if (!content) {
    for (const taker of takers) taker.fail(unreadable(), undefined);
    return 400;
  }
  const arrival = arrivalOf(delivery, content, { job: undefined, delivery: 1 });
  const { requestId } = arrival;
  if (requestId && desk.seen.has(requestId)) return 200;
  const byFlow = isByFlow(takers);
  if (requestId && !byFlow) desk.seen.add(requestId);
  await handOver(desk, takers, arrival, delivery, async (status) => {
    if (requestId && isSuccess(status)) desk.seen.add(requestId);
  });
  return byFlow ? 'flow' : 200;
}

async function handOver(
  { signal }: Desk,
  takers: readonly CallbackTaker[],
  arrival: Arrival,
  { request, response }: Delivery,
  onAnswer: OnAnswer,
): Promise<void> {
  const exchange = isByFlow(takers) && { request, response: createFlowAnswer(response, signal, onAnswer) };
  for (const taker of takers) {
    await taker.take({ ...arrival, ...(exchange && taker.ack === 'flow' && { exchange }) });
  }
}

function takersNow({ takers, signal }: Desk, job: Job | undefined): CallbackTaker[] {
  return signal.aborted ? [] : takersOf(takers, job);
}

function isByFlow(takers: readonly CallbackTaker[]): boolean {
  return takers.some(({ ack }) => ack === 'flow');
}

function unreadable(): DeepgramError {
  return new DeepgramError('PROTOCOL', 'deliveryUnreadable');
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status <= 299;
}
