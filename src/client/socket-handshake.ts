import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Account } from './account.js';
import { retryAfter } from './backoff.js';
import { connectionError, proxyRefused } from './connection-error.js';
import { DeepgramError } from './errors.js';
import { headerOf, readRefusal } from './refusal.js';
import { openScope } from './scope.js';
import { type Tunnel, tunnelTo } from './socket-tunnel.js';
import { targetOf } from './target.js';

/** An open WebSocket, paused, and what is below it. */
export interface Line {
  readonly ws: WebSocket;
  readonly tcp: Socket;
  readonly requestId?: string;
}

/** A refusal of the server, which may ask to wait. */
export type RefusedUpgrade = DeepgramError & {
  /** ms to wait before the next try; 0 where the server does not say. */
  readonly wait: number;
};

interface Handshake {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly maxPayload: number;
  readonly secrets: readonly string[];
}

/** ms that the rest of a refusal is waited for; its status is known already. */
const REFUSAL_MS = 2000;

/**
 * Connects, and asks the server to speak WebSocket.
 *
 * @throws DeepgramError, RefusedUpgrade when the server has answered with something else; whatever `signal` was
 *   aborted with
 */
export async function shakeHands(account: Account, handshake: Handshake): Promise<Line> {
  const { signal, secrets } = handshake;
  signal.throwIfAborted();
  // Loaded here and not above: a flow without a socket should not pay for it.
  const [{ WebSocket }, tunnel] = await Promise.all([import('ws'), tunnelTo(account)]);
  signal.throwIfAborted();
  const scope = openScope(signal);
  let isConnected = tunnel !== undefined;
  const late = setTimeout(() => scope.abort(lateError(account, isConnected)), account.connectTimeout);
  try {
    const { url, options } = requestOf(account, handshake, tunnel);
    const ws = new WebSocket(url, {
      ...options,
      finishRequest(request) {
        request.on('socket', (tcp) => {
          tcp.once(account.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
            isConnected = true;
          });
        });
        request.end();
      },
    });
    return await new Promise<Line>((resolve, reject) => {
      scope.signal.addEventListener('abort', () => {
        reject(scope.signal.reason);
        ws.terminate();
        tunnel?.abort();
      });
      ws.on('error', (error) => reject(failureOf(error, account, tunnel)));
      ws.on('unexpected-response', (request, response) => {
        clearTimeout(late);
        void readRefused(request, response, secrets).then(
          (refused) => reject(failureOf(refused, account, tunnel)),
          reject,
        );
      });
      ws.on('upgrade', ({ headers, socket: tcp }) => {
        const requestId = headerOf(headers, 'dg-request-id');
        ws.once('open', () => {
          // Until who asked for it has it.
          ws.pause();
          resolve({ ws, tcp, ...(requestId && { requestId }) });
        });
      });
    });
  } finally {
    clearTimeout(late);
    scope.leave();
  }
}

function requestOf(account: Account, { path, maxPayload }: Handshake, tunnel: Tunnel | undefined) {
  const { protocol, host } = account.url;
  const target = targetOf(account, path);
  return {
    url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${target.path}`,
    options: {
      ...account.tls,
      ...(tunnel && { agent: tunnel.agent, checkServerIdentity: tunnel.checkServerIdentity }),
      headers: { ...target.headers },
      perMessageDeflate: false,
      maxPayload,
      // A byte that is no UTF-8 spoils a word, and should not end the connection.
      skipUTF8Validation: true,
    },
  };
}

async function readRefused(
  request: ClientRequest,
  response: IncomingMessage,
  secrets: readonly string[],
): Promise<RefusedUpgrade> {
  const timer = setTimeout(() => request.destroy(), REFUSAL_MS);
  try {
    const { statusCode = 0, headers } = response;
    const failure = await readRefusal({ statusCode, headers, body: response }, secrets);
    return Object.assign(failure, { wait: retryAfter(headerOf(headers, 'retry-after')) ?? 0 });
  } finally {
    clearTimeout(timer);
    request.destroy();
  }
}

function failureOf(error: Error, account: Account, tunnel: Tunnel | undefined): DeepgramError {
  const status = tunnel?.refusal();
  if (status) return proxyRefused(status);
  if (error instanceof DeepgramError || 'code' in error) return connectionError(error, account);
  if (/^Proxy connection ended/.test(error.message))
    return connectionError(systemError('ECONNRESET'), account);
  // Only `ws` names no code, for a 101 that is none.
  return new DeepgramError('PROTOCOL', 'PROTOCOL', { detail: error.message, status: 101 }, { status: 101 });
}

/** Nothing has been asked of the server yet, so that it may be tried again in any case. */
function lateError({ url, connectTimeout }: Account, isConnected: boolean): DeepgramError {
  if (!isConnected) return connectionError(systemError('ETIMEDOUT'), { url, timeout: connectTimeout });
  const values = { host: url.host, seconds: connectTimeout / 1000 };
  return new DeepgramError('TIMEOUT', 'noProgress', values, { retryable: true });
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
