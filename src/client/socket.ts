import type { Account } from './account.js';
import type { DeepgramError } from './errors.js';
import { secretsOf } from './secrets.js';
import { shakeHands } from './socket-handshake.js';
import { liveOn } from './socket-life.js';

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

/** How a socket is opened. */
export interface SocketOptions {
  /** Path and query, from `/v1/…` on. */
  readonly path: string;
  /** Gives up connecting; an open socket is not concerned. */
  readonly signal: AbortSignal;
  /** ms between pings (default 20,000); two without an answer end the connection. */
  readonly heartbeat?: number;
  /** Largest frame in bytes that is taken (default 16 MiB). */
  readonly maxPayload?: number;
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

const HEARTBEAT_MS = 20_000;
const MAX_PAYLOAD = 16 * 1024 * 1024;

/**
 * Opens a WebSocket at an account's server. A refusal that names a time to wait is a `RefusedUpgrade`.
 *
 * @throws DeepgramError when the handshake fails; whatever `signal` was aborted with
 */
export async function openSocket(
  account: Account,
  { path, signal, heartbeat = HEARTBEAT_MS, maxPayload = MAX_PAYLOAD }: SocketOptions,
  events: SocketEvents,
): Promise<Socket> {
  const secrets = [...account.secrets, ...secretsIn(path)];
  const line = await shakeHands(account, { path, signal, maxPayload, secrets });
  return liveOn(line, { heartbeat, maxPayload, secrets }, events);
}

/** What of a path must not be told: the secrets of the URLs in its query, a callback's say. */
function secretsIn(path: string): string[] {
  return [...new URL(path, 'http://host').searchParams.values()]
    .filter((value) => /^(https?|wss?):/i.test(value) && URL.canParse(value))
    .flatMap((value) => secretsOf(new URL(value)));
}
