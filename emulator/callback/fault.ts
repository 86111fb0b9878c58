/** What goes wrong with a delivery. Times are in milliseconds, lengths in bytes of the body. */
export type CallbackFault =
  /** Holds the delivery back for so long, or, without `ms`, until it is released. */
  | { kind: 'callback-late'; ms?: number }
  /** Delivers so many times in all: one after another, or `together` at the same moment. */
  | { kind: 'callback-duplicate'; copies: number; together?: boolean }
  /** The first attempt is over before the acknowledgement leaves. */
  | { kind: 'callback-early' }
  /** Delivers an error: `{err_code, err_msg, request_id}` with these as code and message. */
  | { kind: 'callback-error'; code?: string; message?: string }
  /** Delivers nothing, ever. */
  | { kind: 'callback-lost' }
  /** Delivers JSON that breaks off, as `application/json` or as what else it is to pass for. */
  | { kind: 'callback-garbage'; contentType?: string }
  /** Ends the connection within the body of the first attempt, or of so many; then tries again as usual. */
  | { kind: 'callback-cut'; afterBytes: number; attempts?: number };
