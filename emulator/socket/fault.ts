import type { ErrorBody } from '../faults/error-body.js';

/**
 * A moment in the life of a socket. Around a message, by its `type`, whoever sends it: `before Speak` has it
 * arrived but not understood, `before Flushed` not sent yet. Around a binary message: `audio`. `open`: the
 * handshake is answered, nothing else is said.
 */
export type SocketPoint = 'handshake' | 'open' | `before ${string}` | `after ${string}`;

/** When a fault comes over a socket: now, at the next such moment, or at the nth one that comes now. */
export interface SocketMoment {
  /** `open` where it and `afterBytes` are left out. */
  at?: SocketPoint;
  /** 1 where it is left out. Counted for each socket, from when the fault was given. */
  nth?: number;
  /** Instead: once so many bytes of audio more have been sent over the socket, by whichever side sends audio. */
  afterBytes?: number;
}

/** What goes wrong with a socket. */
export type SocketFault =
  /** Answers the handshake with an error; see the fault `status` for requests. */
  | { kind: 'socket-refused'; status: number; body?: ErrorBody; retryAfter?: number | string }
  /** Ends the connection with a FIN, without a close frame. */
  | ({ kind: 'socket-cut' } & SocketMoment)
  /** Ends the connection with a TCP RST. */
  | ({ kind: 'socket-reset' } & SocketMoment)
  /** Closes the socket; 1011 where no `code` is given. */
  | ({ kind: 'socket-close'; code?: number; reason?: string } & SocketMoment)
  /** Says nothing any more, not even pongs, and closes nothing; the connection stays. */
  | ({ kind: 'socket-half-open' } & SocketMoment)
  /** Reads nothing any more, until it is released. */
  | ({ kind: 'socket-slow-reader' } & SocketMoment)
  /** Sends a message as it is given: a `text` (JSON that breaks off where it is left out), or bytes as `base64`. */
  | ({ kind: 'socket-send'; text?: string; base64?: string } & SocketMoment)
  /** Sends one binary message of so many bytes, all zero. */
  | ({ kind: 'socket-big-frame'; bytes: number } & SocketMoment)
  /** Does not close: neither after `Close` nor after the client's close frame. */
  | { kind: 'socket-ignore-close' };
