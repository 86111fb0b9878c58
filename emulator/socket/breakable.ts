/** An open socket, and the ways to break it. */
export interface RawLine {
  /** Aborted when nothing more can be said: closed, broken by a fault, or left by the client. */
  readonly over: AbortSignal;
  /** Sends what is buffered, then ends the connection with a FIN. */
  cut(): void;
  /** Sends what is buffered, then ends the connection with a TCP RST. */
  reset(): void;
  /** Sends a close frame, with 1005 one without a code. */
  close(code: number, reason: string): void;
  /** Says nothing any more, not even pongs, and closes nothing. */
  fallSilent(): void;
  /** Reads nothing any more; what it returns reads on. */
  pause(): () => void;
  /** Sends a message as it is. Settles when the network has taken it, or when there is none any more. */
  send(message: string | Buffer): Promise<void>;
  /** Answers a ping. */
  pong(data: Buffer): void;
}
