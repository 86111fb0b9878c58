/** What went wrong, in one word of the package's contract; flows branch on it (`msg.error.code`). */
export type ErrorCode =
  | 'CONFIG'
  | 'AUTH'
  | 'PAYMENT_REQUIRED'
  | 'FORBIDDEN'
  | 'BAD_REQUEST'
  | 'TOO_LARGE'
  | 'RATE_LIMITED'
  | 'TIMEOUT'
  | 'NETWORK'
  | 'SERVER'
  | 'PROTOCOL'
  | 'OVERFLOW'
  | 'CLOSED';

/** What is known about the cause; a plain object, because it travels on messages. */
export interface ErrorCause {
  /** HTTP status of the answer. */
  status?: number;
  /** Deepgram's own `err_code` or `category`. */
  errCode?: string;
  /** The system's name for a failed connection, `ECONNREFUSED` say. */
  errno?: string;
  /** Deepgram's id of the request. */
  requestId?: string;
  /** True where the same request may succeed later. */
  retryable: boolean;
  /** How often the request was sent. */
  attempts?: number;
}

/** Node-RED's debug sidebar shows a cause by its text, which else is `[object Object]`. Copies are without it. */
function readable(cause: ErrorCause): ErrorCause {
  const words = () =>
    Object.entries(cause).flatMap(([name, value]) => (value === undefined ? [] : `${name} ${value}`));
  return Object.defineProperty(cause, 'toString', { value: () => words().join(', ') });
}

/**
 * The one error of this package. Its words are not here: `reason` is a key of the locale catalogs' `errors`
 * (or `problems`) and `values` is what that text needs, so that the nodes speak the user's language.
 */
export class DeepgramError extends Error {
  override readonly name = 'DeepgramError';
  readonly code: ErrorCode;
  override readonly cause: ErrorCause;
  readonly reason: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** A further key of the catalogs' `errors`, for one more sentence. */
  remark?: string;

  /**
   * @param values - must hold no secret: neither a key, nor a URL's user-info or query
   */
  constructor(
    code: ErrorCode,
    reason: string,
    values: Readonly<Record<string, string | number>> = {},
    cause: Partial<ErrorCause> = {},
  ) {
    super(`${code}: ${reason} ${JSON.stringify(values)}`);
    this.code = code;
    this.reason = reason;
    this.values = values;
    this.cause = readable({ retryable: false, ...cause });
  }

  /** Node-RED shows an error by this text; people need the sentence, not our class name. */
  override toString(): string {
    return this.message;
  }
}
