import { DeepgramError, type ErrorCause, type ErrorCode } from './errors.js';
import { readable } from './refusal.js';
import { cutSecrets, cutUrls } from './secrets.js';

/** What a close means. */
export interface CloseMeaning {
  readonly code: ErrorCode;
  /** True where a new socket may fare better. */
  readonly retryable: boolean;
}

/** The codes of RFC 6455 (7.4.1) and IANA's registry, as Deepgram uses them. */
const MEANINGS: Readonly<Record<number, CloseMeaning>> = {
  1000: { code: 'CLOSED', retryable: true },
  1001: { code: 'CLOSED', retryable: true },
  1002: { code: 'PROTOCOL', retryable: false },
  1003: { code: 'BAD_REQUEST', retryable: false },
  // A close frame that says no code.
  1005: { code: 'CLOSED', retryable: true },
  // No close frame: the connection was lost.
  1006: { code: 'NETWORK', retryable: true },
  1007: { code: 'BAD_REQUEST', retryable: false },
  1008: { code: 'BAD_REQUEST', retryable: false },
  1009: { code: 'TOO_LARGE', retryable: false },
  1010: { code: 'PROTOCOL', retryable: false },
  1011: { code: 'SERVER', retryable: true },
  1012: { code: 'SERVER', retryable: true },
  1013: { code: 'SERVER', retryable: true },
  1014: { code: 'SERVER', retryable: true },
};

/**
 * What Deepgram says in the reason, and says more with than with the code: by name, or by the page that explains it,
 * `…/net0001` (deepgram-python-sdk#319).
 */
const MEANINGS_BY_REASON: readonly { pattern: RegExp; codes: readonly number[]; meaning: CloseMeaning }[] = [
  // Too many characters within a minute (developers.deepgram.com/docs/tts-ws-troubleshooting).
  { pattern: /\bdata-?0001\b/i, codes: [1008], meaning: { code: 'RATE_LIMITED', retryable: true } },
  // Nothing was sent for too long, and: 60 minutes have passed.
  {
    pattern: /\bnet-?000[13]\b|\bno_audio_timeout\b/i,
    codes: [1011],
    meaning: { code: 'CLOSED', retryable: true },
  },
];

/** What a code means that no table has: those of applications (3000 to 4999), and those of a later day. */
const OTHER: CloseMeaning = { code: 'CLOSED', retryable: false };

/**
 * What it means that the other side has ended a socket that nobody asked to end.
 *
 * @param reason - what it says, or what the system says (`ECONNRESET`)
 * @param secrets - what was sent and must not come out
 */
export function closeError(
  code: number,
  reason: string,
  secrets: readonly string[],
  about: Pick<ErrorCause, 'requestId' | 'errno'> = {},
): DeepgramError {
  const { code: meant, retryable } =
    MEANINGS_BY_REASON.find(({ pattern, codes }) => codes.includes(code) && pattern.test(reason))?.meaning ??
    MEANINGS[code] ??
    OTHER;
  const [errCode] = /\b[A-Z]+-\d{4}\b/.exec(reason) ?? [];
  return new DeepgramError(
    meant,
    code === 1006 ? 'socketLost' : 'socketClosed',
    { code, reason: readable(cutUrls(cutSecrets(reason, secrets))) },
    { ...about, ...(errCode && { errCode }), retryable },
  );
}
