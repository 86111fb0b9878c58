import type { Account } from './account.js';
import { secretsOf } from './secrets.js';
import type { Socket, SocketEvents } from './socket.js';
import { shakeHands } from './socket-handshake.js';
import { liveOn } from './socket-life.js';

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
