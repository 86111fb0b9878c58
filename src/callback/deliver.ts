import { createHash } from 'node:crypto';
import { DeepgramError } from '../client/errors.js';
import { type Arrival, arrivalOf, type CallbackTaker, type Delivery } from './arrival.js';
import { failureOf } from './failure.js';
import { createFlowAnswer } from './flow-answer.js';
import type { Job } from './job.js';
import type { Jobs, Receiver } from './jobs.js';
import type { Remembered } from './remembered.js';
import { requestIdIn } from './request-id.js';
import type { JobTicket } from './token.js';

/** What becomes of a delivery: a status to answer with, or `flow` where a flow will answer. */
export type Verdict = 200 | 400 | 503 | 'flow';

/** A delivery that is no job of ours, and may come again. */
export interface Known {
  /** How often it has come. */
  readonly times: number;
  readonly isSettled: boolean;
}

/** What deliveries are handed over with. */
export interface Desk {
  readonly jobs: Jobs;
  /** Who takes a job's result, or what is no job of ours; nobody while one of them is being deployed. */
  takersOf(job: Job | undefined): CallbackTaker[];
  readonly known: Remembered<Known>;
  /** Aborted when the endpoint closes. */
  readonly signal: AbortSignal;
  /** A flow's answer could not be kept. */
  onError(error: unknown): void;
}

type OnAnswer = (status: number | undefined) => Promise<void>;

/** Hands a delivery to whom it belongs. Rejects when the store fails. */
export async function deliver(desk: Desk, delivery: Delivery): Promise<Verdict> {
  const { ticket } = delivery.proof;
  return ticket ? deliverJob(desk, ticket, delivery) : deliverOther(desk, delivery);
}

async function deliverJob(desk: Desk, ticket: JobTicket, delivery: Delivery): Promise<Verdict> {
  const { content, request } = delivery;
  let verdict: Verdict = 200;

  function choose(job: Job | undefined): Receiver | undefined {
    const takers = desk.takersOf(job);
    if (takers.length === 0) return undefined;
    if (!content) {
      verdict = 400;
      return failing(takers, job, unreadable(), 'missed');
    }
    const failure = job && failureOf(job.kind, content, request);
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
      return true;
    },
  };
}

async function deliverOther(desk: Desk, delivery: Delivery): Promise<Verdict> {
  const takers = desk.takersOf(undefined);
  if (takers.length === 0) return 503;
  const { content } = delivery;
  if (!content) {
    for (const taker of takers) taker.fail(unreadable(), undefined);
    return 400;
  }
  const name = nameOf(delivery, requestIdIn(content, delivery.request.headers));
  const before = (name !== undefined && desk.known.get(name)) || { times: 0, isSettled: false };
  if (before.isSettled) return 200;
  const times = before.times + 1;
  const byFlow = isByFlow(takers);
  const remember = (isSettled: boolean) => name !== undefined && desk.known.set(name, { times, isSettled });
  remember(!byFlow);
  // Who was answered for has it already, whatever another one's flow has said.
  const wanting = takers.filter(({ ack }) => ack === 'flow' || times === 1);
  const arrival = arrivalOf(delivery, content, { job: undefined, delivery: times });
  const taken = await handOver(desk, wanting, arrival, delivery, async (status) => {
    if (isSuccess(status)) remember(true);
  });
  if (byFlow) return 'flow';
  if (!taken && name !== undefined) desk.known.set(name, before);
  return taken ? 200 : 503;
}

/**
 * By what a delivery is known when it comes again: Deepgram's request id; results of a live stream share one, so
 * there it is the content.
 */
function nameOf({ content, body }: Delivery, requestId: string | undefined): string | undefined {
  const { value } = content ?? {};
  const isOfStream = typeof value === 'object' && value !== null && 'type' in value;
  if (!requestId || Buffer.isBuffer(value) || !isOfStream) return requestId;
  const hash = createHash('sha256');
  for (const piece of body) hash.update(piece);
  return `${requestId} ${hash.digest('base64')}`;
}

async function handOver(
  { signal, onError }: Desk,
  takers: readonly CallbackTaker[],
  arrival: Arrival,
  { request, response }: Delivery,
  onAnswer: OnAnswer,
): Promise<boolean> {
  const exchange = isByFlow(takers) && {
    request,
    response: createFlowAnswer(response, signal, onAnswer, onError),
  };
  let taken = false;
  for (const [index, taker] of takers.entries()) {
    const isShared = index > 0;
    const isAsked = exchange && taker.ack === 'flow';
    const isTaken = await taker.take(isAsked ? { ...arrival, isShared, exchange } : { ...arrival, isShared });
    taken ||= isTaken;
  }
  return taken;
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
