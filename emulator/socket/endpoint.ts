import type { Account, Head } from '../received.js';
import type { Line } from './line.js';
import type { Session } from './session.js';

/** A request to open a socket; `authorization` may come from its sub-protocols. */
export type Handshake = Pick<Head, 'path' | 'query' | 'headers' | 'requestId'>;

/**
 * Checks a handshake, or throws the {@link Refusal} it gets. What it returns is called once the socket is open,
 * and says the first word.
 */
export type SocketEndpoint = (handshake: Handshake, account: Account) => (line: Line) => Session;
