import type { DeepgramError } from '../client/errors.js';
import { arrivalOf, type CallbackTaker, type Delivery } from './arrival.js';
import { isOfStream, nameOf, receiveLate, receiveResult } from './deliver-stream.js';
import { failureOf } from './failure.js';
import { type Desk, handOnce, handOver, isByFlow, isSuccess, unreadable, type Verdict } from './hand-over.js';
import type { Receiver } from './hands.js';
import type { Job } from './job.js';
import type { LiveStream } from './live-stream.js';
import { requestIdIn } from './request-id.js';
import type { JobTicket } from './token.js';

/** Hands a delivery to whom it belongs. Rejects when the store fails. */
export async function deliver(desk: Desk, delivery: Delivery): Promise<Verdict> {
  const { ticket } = delivery.proof;
  return ticket ? deliverJob(desk, ticket, delivery) : deliverOther(desk, delivery);
}

async function deliverJob(desk: Desk, ticket: JobTicket, delivery: Delivery): Promise<Verdict> {
  const { content, request } = delivery;
  let verdict: Verdict = 200;
  const answer = (status: Verdict) => {
    verdict = status;
  };

  function choose(job: Job | undefined, stream: LiveStream | undefined): Receiver | undefined {
    const takers = desk.takersOf(job);
    if (takers.length === 0) return undefined;
    if (stream) return receiveResult(desk, stream, takers, delivery, answer);
    if (!content) {
      verdict = 400;
      return failing(takers, job, unreadable(), 'missed');
    }
    // A store may have lost the job of a stream: each of its results comes out alone.
    if (job ? job.kind === 'stream' : isOfStream(content))
      return receiveLate(desk, { job, jobId: ticket.id }, takers, { ...delivery, content }, answer);
    const failure = job && failureOf(job.kind, content, request);
    if (failure) return failing(takers, job, failure, 'settled');
    const byFlow = isByFlow(takers, delivery);
    if (byFlow) verdict = 'flow';
    return {
      settles: byFlow ? 'later' : 'now',
      leaves: 'settled',
      hand({ delivery: times }) {
        const arrival = arrivalOf(delivery, content, { job, jobId: ticket.id, delivery: times });
        const onAnswer = (status: number | undefined) => desk.jobs.answer(ticket, isSuccess(status));
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
  return handOnce(desk, { known: desk.known, name }, takers, delivery, (times) =>
    arrivalOf(delivery, content, { job: undefined, delivery: times }),
  );
}
