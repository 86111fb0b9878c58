import { type Answer, jsonAnswer } from './answer.js';

/**
 * A request that Deepgram would not serve. Thrown where the reason is found, answered in one place.
 *
 * `code` and `message` are the wire's `err_code` and `err_msg`.
 */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The refusal in the shape of the speak endpoints: `{err_code, err_msg, request_id}`. */
export function refusalAnswer(refusal: Refusal, requestId: string): Answer {
  const body = { err_code: refusal.code, err_msg: refusal.message, request_id: requestId };
  return jsonAnswer(refusal.status, body, { 'dg-request-id': requestId, ...refusal.headers });
}

/** A query string that does not parse (developers.deepgram.com/docs/errors). */
export function invalidQuery(detail: string): Refusal {
  return new Refusal(400, 'INVALID_QUERY_PARAMETER', `Failed to deserialize query parameters: ${detail}`);
}
