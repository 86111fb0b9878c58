import { DeepgramError } from '../client/errors.js';
import type { Arrival, CallbackTaker, Delivery } from './arrival.js';
import { createFlowAnswer } from './flow-answer.js';
import type { Job } from './job.js';
import type { Jobs } from './jobs.js';
import type { Known, Slot } from './live-stream.js';
import type { Remembered } from './remembered.js';

/** What becomes of a delivery: a status to answer with, or `flow` where a flow will answer. */
export type Verdict = 200 | 400 | 503 | 'flow';

/** What deliveries are handed over with. */
export interface Desk {
  readonly jobs: Jobs;
  /** Who takes a job's result, or what is no job of ours; nobody while one of them is being deployed. */
  takersOf(job: Job | undefined): CallbackTaker[];
  /** What is no job of ours, and may come again. */
  readonly known: Remembered<Known>;
  /** Aborted when the endpoint closes. */
  readonly signal: AbortSignal;
  /** A flow's answer could not be kept. */
  onError(error: unknown): void;
}

type OnAnswer = (status: number | undefined) => Promise<void>;

/** @returns true when somebody has it, false where all have been closed meanwhile */
export async function handOver(
  { signal, onError }: Desk,
  takers: readonly CallbackTaker[],
  arrival: Arrival,
  delivery: Delivery,
  onAnswer: OnAnswer,
): Promise<boolean> {
  const { request, response } = delivery;
  const exchange = response &&
    isByFlow(takers, delivery) && {
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

/**
 * Hands over what is known by a name when it comes again, and then does not come out again.
 *
 * @param name - undefined for what can't be known
 * @param make - makes what is handed over, the how-manyeth time it comes, and what was kept of the times before
 */
export async function handOnce(
  desk: Desk,
  { known, name }: { known: Remembered<Known>; name: string | undefined },
  takers: readonly CallbackTaker[],
  delivery: Delivery,
  make: (times: number, made: Slot) => Arrival,
): Promise<Verdict> {
  const before = (name !== undefined && known.get(name)) || { times: 0, isSettled: false };
  if (before.isSettled) return 200;
  const times = before.times + 1;
  const { made = {} } = before;
  const byFlow = isByFlow(takers, delivery);
  const remember = (isSettled: boolean) =>
    name !== undefined && known.set(name, { times, isSettled, ...(!isSettled && { made }) });
  remember(!byFlow);
  // Who was answered for has it already, whatever another one's flow has said.
  const wanting = takers.filter(({ ack }) => ack === 'flow' || times === 1);
  const taken = await handOver(desk, wanting, make(times, made), delivery, async (status) => {
    if (isSuccess(status)) remember(true);
  });
  if (byFlow) return 'flow';
  if (!taken && name !== undefined) known.set(name, before);
  return taken ? 200 : 503;
}

/** Whether a flow answers: over a WebSocket there is nothing to answer. */
export function isByFlow(takers: readonly CallbackTaker[], { response }: Delivery): boolean {
  return response !== undefined && takers.some(({ ack }) => ack === 'flow');
}

/** What it means that a delivery can't be read. */
export function unreadable(): DeepgramError {
  return new DeepgramError('PROTOCOL', 'deliveryUnreadable');
}

/** Whether a flow has acknowledged with this status. */
export function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status <= 299;
}
