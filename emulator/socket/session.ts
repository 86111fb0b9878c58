import type { SocketMessage } from './record.js';

/** What goes on over an open socket. */
export interface Session {
  /** Binary messages are audio: written down as such, not among the messages. */
  readonly takesAudio?: boolean;
  /** Takes a message of the client. Not called any more once the line is over. */
  message(message: SocketMessage, data: Buffer): void;
  /** The client has sent a ping or a pong. */
  pinged?(): void;
}
