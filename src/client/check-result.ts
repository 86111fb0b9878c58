import type { Account } from './account.js';
import { certificateFault } from './certificate-fault.js';
import type { CheckOutcome, CheckResult } from './check-outcome.js';
import { isOfBody } from './check-refusal.js';
import type { DeepgramError } from './errors.js';
import { proxyFor } from './proxy-for.js';
import { isDeepgrams } from './refusal.js';
import type { Answer } from './rest.js';

/** How a connection ends that was there. */
const LATER: readonly string[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/** Deepgram refuses what is asked here. Another server that speaks its language may do as it is told. */
export function readAnswer(account: Account, { header, about }: Answer): CheckResult {
  const isSound = header('content-type')?.startsWith('audio/') === true;
  return told(isSound || about.requestId ? 'valid' : 'notDeepgram', account, { status: 200 });
}

/**
 * What it means that it was refused, or not even answered.
 *
 * @throws DeepgramError CONFIG: it could not be asked
 */
export function readFailure(account: Account, failure: DeepgramError): CheckResult {
  const { code, values, cause } = failure;
  const { status } = cause;
  if (code === 'CONFIG') throw failure;
  if (status === undefined) return unreached(account, failure);
  const detail = { status, said: String(values.detail ?? '') };
  if (status === 429) return told('busy', account, detail);
  if (status >= 500 || status === 408) return told('serverFailed', account, detail);
  // A proxy's word, whoever is behind it.
  if (status === 407) return told('proxyRefused', account, { status });
  // What stands before Deepgram may answer for itself, be it as api.deepgram.com: a firewall, a page to log in at.
  if (status < 400 || !isDeepgrams(failure)) return told('notDeepgram', account, detail);
  if (code === 'AUTH') return told(account.authorization ? 'wrongKey' : 'keyWanted', account, detail);
  if (code === 'FORBIDDEN') return told('noPermission', account, detail);
  if (code === 'PAYMENT_REQUIRED') return told('noCredit', account, detail);
  return isOfBody(failure) ? told('valid', account, {}) : told('undecided', account, detail);
}

/** No answer has come. */
function unreached(account: Account, { reason, values, cause }: DeepgramError): CheckResult {
  const { errno = '' } = cause;
  const detail = { errno: errno || '?' };
  if (reason === 'proxyRefused') return told('proxyRefused', account, { status: Number(values.status) });
  if (reason === 'noProgress' || errno === 'UND_ERR_CONNECT_TIMEOUT' || errno === 'ETIMEDOUT') {
    return told('timedOut', account, { seconds: account.timeout / 1000 });
  }
  if (reason === 'tlsFailed') return told(certificateFault(errno) ?? 'tlsFailed', account, detail);
  if (reason === 'notHttp') return told('notDeepgram', account, detail);
  const proxy = proxyFor(account.url, account.proxy);
  // The host is the proxy's to find; where a connection is lost later, that was not the proxy's.
  if (proxy && !LATER.includes(errno))
    return told('proxyNotReached', account, { ...detail, proxy: proxy.url.host });
  // Under TLS 1.3 a server asks for a client's certificate when the connection stands already for the client.
  if (account.url.protocol === 'https:' && LATER.includes(errno)) return told('endedEarly', account, detail);
  return told(reason === 'hostUnknown' ? 'hostUnknown' : 'notReached', account, detail);
}

/** A result, with the host that was asked. */
export function told(
  outcome: CheckOutcome,
  account: Account | undefined,
  detail: CheckResult['detail'],
): CheckResult {
  return { outcome, detail: { ...(account && { host: account.url.host }), ...detail } };
}
