import type { DeepgramError } from './errors.js';

/** What happens on a socket. No event comes before `openSocket` has given the socket. */
export interface SocketEvents {
  /** A text frame. */
  onText(text: string): void;
  /** A binary frame; the Buffer is the receiver's own. */
  onBinary(bytes: Buffer): void;
  /** Exactly once, after it was open; nothing comes after it. */
  onClose(end: SocketEnd): void;
}

/** How a socket has ended. */
export interface SocketEnd {
  /** The close frame's code; 1005 where it says none, 1006 where there was no such frame. */
  readonly code: number;
  readonly reason: string;
  /** Undefined where we asked for the end. */
  readonly error?: DeepgramError;
}

/** A socket that was open when it was given. */
export interface Socket {
  /** Deepgram's id of it. */
  readonly requestId?: string;
  /** An object goes as JSON text, bytes as a binary frame. Nothing happens where it is no longer open. */
  send(message: object | Uint8Array): void;
  /** Bytes handed over that the network has not taken yet. */
  readonly buffered: number;
  /** Asks for the end: close frame 1000, then terminated after `ms` (default 2000). Resolves when it is over. */
  close(ms?: number): Promise<void>;
  /** Ends at once. Resolves when it is over. */
  terminate(): Promise<void>;
  readonly isOpen: boolean;
}
