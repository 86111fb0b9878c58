import type { TranscriptionModel } from '../listen/model.js';
import type { ListenQuery } from '../listen/parameters.js';
import { tokensOf } from '../listen/rules.js';
import type { ServerMessage } from '../socket/line.js';
import type { SocketMessage } from '../socket/record.js';
import type { Failure } from './teller.js';

/** What comes of a `Configure` on `/v1/listen`. */
export type Configured =
  | { readonly kind: 'done'; readonly answer: ServerMessage; readonly query: ListenQuery }
  | { readonly kind: 'failed'; readonly answer: ServerMessage }
  /** Too many keyterms: nothing is understood any more, and nothing said (changelog, October 2026). */
  | { readonly kind: 'stuck' };

const MOST_TOKENS = 500;

/**
 * Changes keyterms and numerals of a Nova-3 stream; each message gets exactly one answer (changelog 2026/10/19).
 * The codes of a failure are not published.
 */
export function configure(
  { json = {} }: SocketMessage,
  query: ListenQuery,
  model: TranscriptionModel,
  requestId: string,
  fault: Partial<Failure> | undefined,
): Configured {
  const { type: _, keyterms, numerals, ...others } = json;
  const failure = fault === undefined ? failureOf(model, { keyterms, numerals }, others) : failed(fault);
  if (failure !== undefined) {
    return { kind: 'failed', answer: { type: 'ConfigureFailure', request_id: requestId, ...failure } };
  }
  const keyterm = isTexts(keyterms) ? keyterms : undefined;
  if (keyterm !== undefined && tokensOf(keyterm) > MOST_TOKENS) return { kind: 'stuck' };
  return {
    kind: 'done',
    query: {
      ...query,
      ...(keyterm === undefined ? {} : { keyterm }),
      ...(typeof numerals === 'boolean' ? { numerals } : {}),
    },
    answer: {
      type: 'ConfigureSuccess',
      request_id: requestId,
      ...(keyterm === undefined ? {} : { keyterms: keyterm }),
    },
  };
}

function failureOf(
  { architecture }: TranscriptionModel,
  { keyterms, numerals }: { keyterms: unknown; numerals: unknown },
  others: object,
): Failure | undefined {
  const [unknown] = Object.keys(others);
  if (architecture !== 'nova-3') return { code: 'UNSUPPORTED_MODEL', description: 'Configure needs Nova-3.' };
  if (unknown !== undefined) return { code: 'UNKNOWN_FIELD', description: `unknown field \`${unknown}\`` };
  if (keyterms !== undefined && !isTexts(keyterms))
    return { code: 'INVALID_KEYTERMS', description: 'keyterms must be a list of texts.' };
  if (numerals !== undefined && typeof numerals !== 'boolean')
    return { code: 'INVALID_NUMERALS', description: 'numerals must be a boolean.' };
  return undefined;
}

/** What a fault makes of it. */
export function failed({
  code = 'EMULATED_FAULT',
  description = 'Emulated fault.',
}: Partial<Failure>): Failure {
  return { code, description };
}

/** Whether a value is a list of texts. */
export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
