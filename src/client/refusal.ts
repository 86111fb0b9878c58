import { STATUS_CODES } from 'node:http';
import type { Dispatcher } from 'undici';
import { DeepgramError, type ErrorCode } from './errors.js';

type Headers = Dispatcher.ResponseData['headers'];

const READ_LIMIT = 64 * 1024;
const SHOWN_LIMIT = 200;

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

/**
 * Reads an answer that is no success and says what it means.
 *
 * @param secret - the Authorization header that was sent; should a server echo it, it is cut out
 */
export async function readRefusal(
  answer: Dispatcher.ResponseData,
  secret: string | undefined,
): Promise<DeepgramError> {
  const { statusCode: status, headers } = answer;
  const body = without(secret, await readText(answer.body));
  const { errCode, text, requestId = headerOf(headers, 'dg-request-id') } = parse(body);
  const code = codeOf(status, errCode);
  const detail = text || without(secret, headerOf(headers, 'dg-error') ?? '') || (STATUS_CODES[status] ?? '');
  return new DeepgramError(
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
function parse(body: string): { errCode?: string; text: string; requestId?: string } {
  const json = parseObject(body);
  if (!json) return { text: readable(body) };
  const word = (...names: string[]) =>
    names
      .map((name) => json[name])
      .find((value): value is string => typeof value === 'string' && value !== '');
  // The documented 503 spells its key `error_code`.
  const errCode = word('err_code', 'error_code', 'category');
  const requestId = word('request_id');
  return {
    ...(errCode && { errCode }),
    ...(requestId && { requestId }),
    text: readable([word('err_msg', 'message') ?? errCode, word('details')].filter(Boolean).join(' ')),
  };
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The start of a text in one line; of an HTML page, what a browser would show of it. */
function readable(text: string): string {
  const words = text
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length > SHOWN_LIMIT ? `${words.slice(0, SHOWN_LIMIT)}…` : words;
}

function without(secret: string | undefined, text: string): string {
  const key = secret?.split(' ').at(-1);
  return key ? text.replaceAll(key, '…') : text;
}

/** The start of a body as text; what can't be read any more is left out, the status alone is worth telling. */
async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
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
