import { DeepgramError } from './errors.js';

/** Connections that were not made or were lost; the same request may succeed a moment later. */
const LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const STALLED = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** What a failed request means, in the package's terms. Says the host, never the whole URL. */
export function connectionError(
  error: unknown,
  { url, timeout }: { url: URL; timeout: number },
): DeepgramError {
  if (error instanceof DeepgramError) return error;
  const errno = errnoOf(error);
  const proxyStatus = proxyStatusOf(error);
  if (proxyStatus) return proxyRefused(proxyStatus);
  const values = { host: url.host, errno: errno ?? '' };
  if (errno && STALLED.has(errno)) {
    return new DeepgramError('TIMEOUT', 'noProgress', { ...values, seconds: timeout / 1000 });
  }
  if (errno && LOST.has(errno)) {
    const reason = errno === 'ENOTFOUND' || errno === 'EAI_AGAIN' ? 'hostUnknown' : 'connectionLost';
    return new DeepgramError('NETWORK', reason, values, { errno, retryable: true });
  }
  if (
    errno &&
    /CERT|TLS|SSL|CRL|SELF_SIGNED|UNABLE_TO|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|EPROTO/.test(errno)
  ) {
    return new DeepgramError('NETWORK', 'tlsFailed', values, { errno });
  }
  if (errno?.startsWith('HPE_') || isNoHttp(error)) {
    const name = errno ?? 'HPE_INVALID';
    return new DeepgramError('PROTOCOL', 'notHttp', { ...values, errno: name }, { errno: name });
  }
  return new DeepgramError('NETWORK', 'connectionFailed', values, errno ? { errno } : {});
}

/** What it means that a proxy does not tunnel. */
export function proxyRefused(status: number): DeepgramError {
  return new DeepgramError('NETWORK', 'proxyRefused', { status }, { retryable: status >= 500 });
}

/** The status with which a proxy refused to tunnel; undici tells it in words only. */
function proxyStatusOf(error: unknown): number | undefined {
  const [, status] = /^Proxy response \((\d{3})\)/.exec(error instanceof Error ? error.message : '') ?? [];
  return status ? Number(status) : undefined;
}

/** undici gives some of these no code. */
function isNoHttp(error: unknown): boolean {
  return error instanceof Error && error.name === 'HTTPParserError';
}

function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
