import type { Parameters } from '../speak/parameters.js';
import { type AccountBody, undeployedWay } from './account-values.js';
import { problemTexts, type Reason, type Texts, type TextValues, textsOf } from './texts.js';
import './red.js';

/** What is to be heard, as the route of deepgram-speak takes it. */
export interface SampleRequest {
  /** Absent where none is chosen. */
  readonly account?: AccountBody;
  readonly model: string;
  readonly params: Parameters;
  /** The parameters are those of a socket. */
  readonly stream: boolean;
  /** The browser can't play the encoding. */
  readonly mp3: boolean;
}

/** Why nothing can be heard. */
export interface Refusal {
  /** In a sentence. */
  readonly why: string;
  /** It is the account, or the person: the voice might be heard by another way. */
  readonly isByAccount: boolean;
}

/** An error as the route tells it. */
interface Failure {
  readonly code: string;
  readonly reason: string;
  readonly values: TextValues;
  readonly problems?: readonly Reason[];
}

/** Errors that don't speak against the voice and its settings. */
const BY_ACCOUNT: readonly string[] = ['CONFIG', 'AUTH', 'FORBIDDEN', 'PAYMENT_REQUIRED'];

/**
 * Has a sentence spoken.
 *
 * @param signal - ends it; what comes then does not matter to anybody
 * @param text - of the catalog of deepgram-speak
 */
export async function askForSample(
  request: SampleRequest,
  signal: AbortSignal,
  text: Texts,
): Promise<Blob | Refusal> {
  const reason = request.account ? undeployedWay(request.account) : 'accountMissing';
  if (reason) return refusedBy({ code: 'CONFIG', reason, values: {} });
  // A browser would write the refusal to its console.
  if (!RED.user.hasPermission('deepgram-speak.write')) return refusalOf(403, text);
  const exchange = $.ajax({
    method: 'POST',
    url: 'deepgram-speak/sample',
    contentType: 'application/json',
    data: JSON.stringify(request),
    dataType: 'binary',
    xhrFields: { responseType: 'blob' },
  });
  signal.addEventListener('abort', () => exchange.abort());
  const answer = await exchange.then(
    (content) => content as Blob,
    // 0: not reached; 401, 403: whoever sits here may not.
    ({ status }: { status: number }) => refusalOf(status, text),
  );
  if (!(answer instanceof Blob) || !answer.type.startsWith('application/json')) return answer;
  const { error } = JSON.parse(await answer.text()) as { error: Failure };
  return refusedBy(error);
}

/** Puts an error into words. */
function refusedBy({ code, reason, values, problems }: Failure): Refusal {
  const why = problems
    ? [...problemTexts(problems).values()].join(' ')
    : textsOf('deepgram-config')(`errors.${reason}`, values);
  return { why, isByAccount: BY_ACCOUNT.includes(code) };
}

function refusalOf(status: number, text: Texts): Refusal {
  const isForbidden = status === 401 || status === 403;
  return {
    why: isForbidden ? text('sample.forbidden') : text('sample.failed', { status }),
    isByAccount: isForbidden,
  };
}
