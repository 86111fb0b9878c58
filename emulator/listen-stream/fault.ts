/**
 * What goes wrong with what is heard over a socket. A result is a `Results` or a `TurnInfo`; those of a callback
 * count as well. Cuts, closings and foreign messages at a moment are faults of sockets.
 */
export type ListenFault =
  /** The next `Finalize` is not answered with `from_finalize`: its results come without it. */
  | { kind: 'listen-no-finalized' }
  /** The next message is held back, and with it all that follow: so many milliseconds, or until it is released. */
  | { kind: 'listen-late'; ms?: number }
  /** After so many results more (none where it is left out), nothing is said any more, until it is released. */
  | { kind: 'listen-silence'; afterResults?: number }
  /** The next `CloseStream` gets no answer: no results, no `Metadata`, no close. */
  | { kind: 'listen-no-end' }
  /** The next result is an `Error` instead, then the socket is closed with 1011. */
  | { kind: 'listen-error'; code?: string; description?: string }
  /** The next `Configure` fails. */
  | { kind: 'listen-configure-failure'; code?: string; description?: string }
  /** The WebSocket of a callback is cut after so many messages more: with a FIN, or with a RST. */
  | { kind: 'listen-callback-cut'; afterMessages?: number; reset?: boolean }
  /** After so many messages more, it vanishes: says nothing, answers no ping, closes nothing. */
  | { kind: 'listen-callback-half-open'; afterMessages?: number }
  /** After so many messages more, it sends this as well: a `text` (JSON that breaks off where it is left out), or bytes. */
  | { kind: 'listen-callback-send'; afterMessages?: number; text?: string; base64?: string }
  /** The next message over it is sent so many times in all. */
  | { kind: 'listen-callback-duplicate'; copies: number };
