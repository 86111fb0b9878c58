import type { Account, Head } from '../received.js';
import type { Line } from './line.js';
import type { SocketMessage } from './record.js';

/** A request to open a socket; `authorization` may come from its sub-protocols. */
export type Handshake = Pick<Head, 'path' | 'query' | 'headers' | 'requestId'>;

/** What goes on over an open socket. */
export interface Session {
  /** Binary messages are audio: written down as such, not among the messages. */
  readonly takesAudio?: boolean;
  /** Takes a message of the client. Not called any more once the line is over. */
  message(message: SocketMessage, data: Buffer): void;
  /** The client has sent a ping or a pong. */
  pinged?(): void;
}

/**
 * Checks a handshake, or throws the {@link Refusal} it gets. What it returns is called once the socket is open,
 * and says the first word.
 */
export type SocketEndpoint = (handshake: Handshake, account: Account) => (line: Line) => Session;
