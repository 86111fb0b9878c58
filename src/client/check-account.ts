import { type Account, type AccountSettings, openAccount } from './account.js';
import { sendOnce } from './attempt.js';
import type { CheckResult } from './check-outcome.js';
import { readAnswer, readFailure, told } from './check-result.js';
import { DeepgramError } from './errors.js';
import type { RestRequest } from './rest.js';

/** Nobody waits longer before a dialog. */
const PATIENCE_MS = 10_000;

/**
 * What is asked, one after the other until an endpoint is there and says something of the key. Both are refused for
 * their bodies, and not before the key has been looked at: so nothing is spoken, heard or paid for, and no right is
 * needed but the one that the nodes need.
 *
 * Known: Deepgram answers an empty text with 400 "Input text contains no characters." and JSON that names no audio
 * with 400 as well (developers.deepgram.com/docs/errors), a wrong key with 401 INVALID_AUTH, and a bad query before it
 * looks at the key; 402 is documented for transcription only. Not known: whether credit is looked at before the body
 * is. If it is not, a project without credit passes for valid, and hears of it with its first request.
 */
const PROBES = [
  { path: '/v1/speak?model=aura-2-thalia-en', body: '{"text":""}' },
  // A self-hosted Deepgram may have been set up without voices.
  { path: '/v1/listen?model=nova-3', body: '{}' },
] as const;

/** Statuses of a server that doesn't have the endpoint. */
const ABSENT: readonly (number | undefined)[] = [404, 405, 501];

/**
 * Looks whether an account can be used: once, with nothing tried again, beside the queues of requests that are paid
 * for. Its connection is closed afterwards.
 *
 * @param signal - ends it when nobody waits any more
 * @param patience - ms for all of it
 * @returns what has come of it; it throws only what `signal` was aborted with
 */
export async function checkAccount(
  settings: AccountSettings,
  signal: AbortSignal,
  patience = PATIENCE_MS,
): Promise<CheckResult> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  let account: Account | undefined;
  try {
    account = openAccount({ ...settings, concurrency: 1, retries: 0, timeout: patience });
    return await probe(account, within);
  } catch (error) {
    signal.throwIfAborted();
    if (within.aborted) return told('timedOut', account, { seconds: patience / 1000 });
    if (error instanceof DeepgramError) return { outcome: 'settings', reason: error.reason, detail: {} };
    throw error;
  } finally {
    // Not waited for: a connection that is just being made ends by its own limit only.
    void account?.close();
  }
}

async function probe(account: Account, signal: AbortSignal): Promise<CheckResult> {
  let undecided: CheckResult | undefined;
  for (const { path, body } of PROBES) {
    const outcome = await sendOnce(account, toRequest(account, path, body, signal), 1, () => undefined);
    if ('answer' in outcome) return readAnswer(account, outcome.answer);
    if (ABSENT.includes(outcome.failure.cause.status)) continue;
    const result = readFailure(account, outcome.failure);
    if (result.outcome !== 'undecided') return result;
    undecided ??= result;
  }
  return undecided ?? told('notDeepgram', account, { status: 404 });
}

function toRequest({ speaking }: Account, path: string, body: string, signal: AbortSignal): RestRequest {
  const contentType = 'application/json';
  return { path, contentType, body, queue: speaking, signal, onProgress: () => undefined };
}
