import { STATUS_CODES } from 'node:http';
import type { Dispatcher } from 'undici';
import { DeepgramError, type ErrorCode } from './errors.js';
import { cutSecrets, cutUrls } from './secrets.js';

type Headers = Dispatcher.ResponseData['headers'];

const READ_LIMIT = 64 * 1024;
const SHOWN_LIMIT = 200;

/** Characters in which is looked for what is shown. */
const SEARCHED_LIMIT = 8 * 1024;

/** What Deepgram's own codes mean where they come without a status, in a delivery. */
const CODES_BY_NAME: Readonly<Record<string, ErrorCode>> = {
  INVALID_AUTH: 'AUTH',
  INSUFFICIENT_PERMISSIONS: 'FORBIDDEN',
  FORBIDDEN: 'FORBIDDEN',
  ASR_PAYMENT_REQUIRED: 'PAYMENT_REQUIRED',
  PAYLOAD_TOO_LARGE: 'TOO_LARGE',
  TOO_MANY_REQUESTS: 'RATE_LIMITED',
  BAD_REQUEST: 'BAD_REQUEST',
  INVALID_QUERY_PARAMETER: 'BAD_REQUEST',
  UNSUPPORTED_AUDIO_FORMAT: 'BAD_REQUEST',
  PAYLOAD_ERROR: 'BAD_REQUEST',
  REMOTE_CONTENT_ERROR: 'BAD_REQUEST',
  UNSUPPORTED_MEDIA_TYPE: 'BAD_REQUEST',
  INVALID_JSON: 'BAD_REQUEST',
};

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'AUTH',
  402: 'PAYMENT_REQUIRED',
  403: 'FORBIDDEN',
  408: 'TIMEOUT',
  413: 'TOO_LARGE',
  // Deepgram's pages name both 413 and 422 for text that is too long.
  422: 'TOO_LARGE',
  429: 'RATE_LIMITED',
};

/** What a refusal is read from: an answer of undici's, or one of Node's own. */
export interface RefusedAnswer {
  readonly statusCode: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Refusals that Deepgram has signed, so to say: nobody else writes such, be it a proxy or a firewall. */
const signed = new WeakSet<DeepgramError>();

/** True for a refusal, as {@link readRefusal} has read it, that is Deepgram's own by what it looks like. */
export function isDeepgrams(refusal: DeepgramError): boolean {
  return signed.has(refusal);
}

/**
 * Reads an answer that is no success and says what it means.
 *
 * @param secrets - what was sent and must not come out; should a server echo it, it is cut out
 */
export async function readRefusal(answer: RefusedAnswer, secrets: readonly string[]): Promise<DeepgramError> {
  const { statusCode: status, headers } = answer;
  const told = parse(await readText(answer.body), secrets);
  const { errCode, text, requestId = headerOf(headers, 'dg-request-id') } = told;
  const code = codeOf(status, errCode);
  const header = cutUrls(cutSecrets(headerOf(headers, 'dg-error') ?? '', secrets));
  const detail = text || header || (STATUS_CODES[status] ?? '');
  const refusal = new DeepgramError(
    code,
    code,
    { status, detail },
    {
      status,
      ...(errCode && { errCode }),
      ...(requestId && { requestId }),
      retryable: isRetryable(status),
    },
  );
  if (told.isSigned || headers['dg-request-id'] || headers['dg-error']) signed.add(refusal);
  return refusal;
}

/**
 * What an error object says that Deepgram delivers to a callback; undefined where the JSON is none.
 *
 * @param secrets - what it may quote and must not come out
 */
export function readErrorObject(json: unknown, secrets: readonly string[]): DeepgramError | undefined {
  if (!isObject(json) || 'results' in json) return undefined;
  const { errCode, text, requestId } = parseError(json, secrets);
  if (!errCode) return undefined;
  const code = CODES_BY_NAME[errCode.toUpperCase().replace(/\W+/g, '_')] ?? 'SERVER';
  return new DeepgramError(code, 'delivered', { detail: text }, { errCode, ...(requestId && { requestId }) });
}

/** A header's value; the first where it came several times. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function isRetryable(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function codeOf(status: number, errCode: string | undefined): ErrorCode {
  // A valid key without the right comes as 401 as well as 403.
  if (errCode === 'INSUFFICIENT_PERMISSIONS') return 'FORBIDDEN';
  if (status >= 500) return 'SERVER';
  if (status < 400) return 'PROTOCOL';
  return CODES[status] ?? 'BAD_REQUEST';
}

/** What Deepgram says of an error, in any of its three families: legacy, modern, plain text. */
function parse(body: string, secrets: readonly string[]): Told {
  const json = parseObject(body);
  return json ? parseError(json, secrets) : { text: readable(cutSecrets(body, secrets)), isSigned: false };
}

interface Told {
  errCode?: string;
  text: string;
  requestId?: string;
  /** True where it has the names that Deepgram gives. Alone, `category` and `request_id` are anybody's. */
  isSigned: boolean;
}

function parseError(json: Record<string, unknown>, secrets: readonly string[]): Told {
  const word = (...names: string[]) => {
    const told = names
      .map((name) => json[name])
      .find((value): value is string => typeof value === 'string' && value !== '');
    // Of the values and not before: JSON may write a secret in many ways.
    return told && cutUrls(cutSecrets(told, secrets));
  };
  // The documented 503 spells its key `error_code`.
  const errCode = word('err_code', 'error_code', 'category');
  const requestId = word('request_id');
  return {
    ...(errCode && { errCode }),
    ...(requestId && { requestId }),
    text: readable([word('err_msg', 'message') ?? errCode, word('details')].filter(Boolean).join(' ')),
    isSigned: [['err_code'], ['error_code', 'err_msg'], ['category', 'message', 'request_id']].some((names) =>
      names.every((name) => word(name)),
    ),
  };
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body);
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** The start of a text in one line; of an HTML page, what a browser would show of it. */
export function readable(text: string): string {
  const words = cutUrls(text)
    .slice(0, SEARCHED_LIMIT)
    // What is left open goes to the end, as in a browser; and nothing is looked at more than once.
    .replace(/<(style|script)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length > SHOWN_LIMIT ? `${words.slice(0, SHOWN_LIMIT)}…` : words;
}

/** The start of a body as text; what can't be read any more is left out, the status alone is worth telling. */
async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= READ_LIMIT) break;
    }
  } catch {
    // The connection was lost or went silent after the status.
  }
  return Buffer.concat(chunks).toString('utf8', 0, READ_LIMIT);
}
