import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.js';
import { sendOnce } from './attempt.js';
import { backoff } from './backoff.js';
import type { Answer, RestRequest } from './rest.js';

/**
 * One POST. It is tried again on 408, 429, 5xx and lost connections until the first byte of the answer's
 * body is there; from then on a second try would be a second synthesis, so it fails instead. A body that
 * can't be sent again is not.
 *
 * @throws DeepgramError, and whatever `signal` was aborted with
 */
export async function request(account: Account, rest: RestRequest): Promise<Answer> {
  const leave = await rest.queue.enter(rest.signal, () => rest.onProgress({ state: 'queued' }));
  const end = () => {
    rest.signal.removeEventListener('abort', end);
    leave();
    rest.onProgress({ state: 'ended' });
  };
  rest.signal.addEventListener('abort', end);
  try {
    // It may have been aborted between getting the place and now.
    rest.signal.throwIfAborted();
    return await tryUntilAnswered(account, rest, end);
  } catch (error) {
    end();
    throw error;
  }
}

async function tryUntilAnswered(account: Account, rest: RestRequest, end: () => void): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    rest.onProgress({ state: 'working' });
    const outcome = await sendOnce(account, rest, attempt, end);
    if ('answer' in outcome) return outcome.answer;
    rest.signal.throwIfAborted();
    const { failure } = outcome;
    failure.cause.attempts = attempt;
    // A server that asks for more patience than a silent one is given is not waited for.
    const patience = outcome.wait <= account.timeout;
    if (!failure.cause.retryable || attempt > account.retries || !patience) throw failure;
    if (outcome.isSpent) throw Object.assign(failure, { remark: 'notRepeatable' });
    // Those who were told to come back at the same moment should not.
    const ms = outcome.wait + backoff(attempt);
    rest.onProgress({ state: 'waiting', ms });
    await pause(ms, rest.signal);
  }
}

/** Waits, or throws what the signal was aborted with. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
