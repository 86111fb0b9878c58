import { type Answer, jsonAnswer, wholeAnswer } from '../answer.js';
import type { ErrorBody } from './error-body.js';

/** What an error is an answer to. */
export interface Failed {
  readonly requestId: string;
  /** Of the request, e.g. `/v1/speak`. */
  readonly path: string;
}

type Body = (status: number, failed: Failed) => Answer;

const UNAVAILABLE = 503;

type Documented = Readonly<Record<number, readonly [code: string, message: string]>>;

/** The legacy bodies that Deepgram documents for text-to-speech. */
const speaking: Documented = {
  401: ['INVALID_AUTH', 'Invalid credentials.'],
  402: [
    'ASR_PAYMENT_REQUIRED',
    'Project does not have enough credits for an ASR request and does not have an overage agreement.',
  ],
  403: ['INSUFFICIENT_PERMISSIONS', 'Project does not have access to the requested model.'],
  413: ['PAYLOAD_TOO_LARGE', 'Payload size exceeds limit of 2 MB.'],
  422: ['UNPROCESSABLE_ENTITY', 'Failed to handle request.'],
  429: ['Too Many Requests', 'Please try again later.'],
  503: ['Service Unavailable', 'Please try again later'],
};

/** Those of speech-to-text; of 413 and 415 none is published, and 504 comes from a gateway. */
const listening: Documented = {
  ...speaking,
  400: ['Bad Request', 'Bad Request: failed to process audio: corrupt or unsupported data'],
  413: ['PAYLOAD_TOO_LARGE', 'Payload size exceeds limit of 2 GB.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', '`Content-Type` header is not supported.'],
  429: ['TOO_MANY_REQUESTS', 'Too many requests. Please try again later'],
  504: ['Gateway Timeout', 'The request took too long to process.'],
};

const bodies: Readonly<Record<ErrorBody, Body>> = {
  legacy: (status, { requestId, path }) => {
    const [code, message] = reasonOf(status, path);
    // Deepgram's documentation spells the key of this one status differently.
    const codeKey = status === UNAVAILABLE ? 'error_code' : 'err_code';
    return jsonAnswer(status, { [codeKey]: code, err_msg: message, request_id: requestId });
  },
  modern: (status, { requestId, path }) => {
    const [category, message] = reasonOf(status, path);
    return jsonAnswer(status, { category, message, details: `Status ${status}.`, request_id: requestId });
  },
  html: (status) => htmlAnswer(status, `${status}`),
  text: (status) => wholeAnswer(status, { 'content-type': 'text/plain' }, `Emulated fault ${status}.`),
  empty: (status) => wholeAnswer(status, {}, ''),
};

function reasonOf(status: number, path: string): readonly [code: string, message: string] {
  const documented = path.endsWith('/listen') ? listening : speaking;
  return documented[status] ?? ['EMULATED_FAULT', `Emulated fault ${status}.`];
}

/** A page as a proxy in between would send it. */
export function htmlAnswer(status: number, title: string): Answer {
  const page = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return wholeAnswer(status, { 'content-type': 'text/html; charset=utf-8' }, page);
}

/** An error of a status that something on the way, or Deepgram, answers. */
export function errorAnswer(
  status: number,
  body: ErrorBody,
  retryAfter: number | string | undefined,
  failed: Failed,
): Answer {
  const answer = bodies[body](status, failed);
  const retry = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  // A proxy between here and Deepgram knows nothing of request ids.
  const id = body === 'legacy' || body === 'modern' ? { 'dg-request-id': failed.requestId } : {};
  return { ...answer, headers: { ...answer.headers, ...id, ...retry } };
}
