import { createHash } from 'node:crypto';
import { asTold } from '../client/told.js';
import { type Arrival, arrivalOf, type CallbackTaker, type Delivery } from './arrival.js';
import type { Content } from './content.js';
import { failureOf } from './failure.js';
import { type Desk, handOnce, unreadable, type Verdict } from './hand-over.js';
import type { Receiver } from './hands.js';
import type { LiveStream } from './live-stream.js';
import { requestIdIn } from './request-id.js';

/**
 * What words come out of. They tell their time, or come once: two that are the same are one that has come twice.
 * An UtteranceEnd without a time (-1) is to be ignored anyway (developers.deepgram.com/docs/utterance-end).
 */
const NAMED: readonly (string | undefined)[] = ['Results', 'UtteranceEnd', 'Metadata'];

/** Receives a result of a live stream of ours. @param answer - told what the delivery is to be answered with */
export function receiveResult(
  desk: Desk,
  stream: LiveStream,
  takers: readonly CallbackTaker[],
  delivery: Delivery,
  answer: (verdict: Verdict) => void,
): Receiver {
  const { job, known, memory } = stream;
  const { content, request } = delivery;

  async function hand(): Promise<Verdict> {
    if (!content) {
      // Deepgram tries again what is not taken; once is enough to know.
      if (!stream.isUnreadable) for (const taker of takers) taker.fail(unreadable(), job);
      stream.isUnreadable = true;
      return 400;
    }
    const failure = failureOf(job.kind, content, request);
    const isNamed = failure !== undefined || NAMED.includes(typeOf(content));
    const requestId = requestIdIn(content, request.headers) ?? job.requestId ?? job.id;
    const name = isNamed ? nameOf(delivery, requestId) : undefined;
    if (failure) {
      if (name !== undefined && !known.get(name)) for (const taker of takers) taker.fail(failure, job);
      if (name !== undefined) known.set(name, { times: 1, isSettled: true });
      return 200;
    }
    const verdict = await handOnce(desk, { known, name }, takers, delivery, (times, made) =>
      arrivalOf(delivery, content, { job, jobId: job.id, delivery: times, stream: { memory, made } }),
    );
    // Its audio need not be heard again; what nobody took may not come a second time.
    if (verdict !== 503) stream.follower?.(content.value);
    return verdict;
  }

  return receiver(hand, answer);
}

/** Receives a result of a stream whose job has missed its deadline, or has been lost: it comes out alone. */
export function receiveLate(
  desk: Desk,
  about: Pick<Arrival, 'job' | 'jobId'>,
  takers: readonly CallbackTaker[],
  delivery: Delivery & { readonly content: Content },
  answer: (verdict: Verdict) => void,
): Receiver {
  const { content, request } = delivery;
  const name = nameOf(delivery, requestIdIn(content, request.headers));
  return receiver(
    () =>
      handOnce(desk, { known: desk.known, name }, takers, delivery, (times) =>
        arrivalOf(delivery, content, { ...about, delivery: times }),
      ),
    answer,
  );
}

function receiver(hand: () => Promise<Verdict>, answer: (verdict: Verdict) => void): Receiver {
  return {
    settles: 'not',
    leaves: 'settled',
    async hand() {
      const verdict = await hand();
      answer(verdict);
      return verdict !== 503;
    },
  };
}

/**
 * By what a delivery is known when it comes again: Deepgram's request id; results of a live stream share one, so
 * there it is the content.
 */
export function nameOf({ content, body }: Delivery, requestId: string | undefined): string | undefined {
  if (!requestId || !content || !isOfStream(content)) return requestId;
  const hash = createHash('sha256').update(requestId);
  for (const piece of body) hash.update(piece);
  // Of many streams many are remembered: as short as it can be.
  return hash.digest().toString('latin1');
}

/** Messages of a live stream tell their type; whole transcripts have none. */
export function isOfStream(content: Content): boolean {
  return typeOf(content) !== undefined;
}

function typeOf({ value, isJson }: Content): string | undefined {
  return isJson ? asTold(value)?.type : undefined;
}
