import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import { type Addresses, openAddresses } from './addresses.js';
import type { Endpoint } from './endpoint.js';
import { receive } from './receive.js';
import { respond } from './respond.js';
import { receiveUpgrade, refuseUpgrade } from './upgrade.js';

/** A port of our own, and how TLS is done there. */
export interface OwnPort {
  readonly port: number;
  /** Without it plain http is spoken: for a proxy in front. */
  readonly tls?: SecureContextOptions;
  /** What tells one TLS from another: only endpoints with the same one can share a port. */
  readonly tlsName: string;
}

/** Why an endpoint can't listen. */
export type ListenFailure = { readonly reason: 'pathTaken' | 'portOtherTls' } | { readonly errno: string };

/** Ends listening. `removed`: nobody is to come back. Resolves when the port is free, if that was the last. */
export type StopListening = (removed: boolean) => Promise<void>;

interface OwnServer {
  readonly server: Server | TlsServer;
  readonly tlsName: string;
  readonly addresses: Addresses;
  readonly opened: Promise<string | undefined>;
}

/** ms in which a request's headers must have come; half-open connections are ended then. */
const HEADERS_MS = 20_000;

const servers = new Map<number, OwnServer>();

/** Servers that are just closing: their ports can't be opened before they have. */
const closing = new Map<number, Promise<void>>();

/** Listens on a port of its own, which serves callback paths and nothing else. */
export async function listenOnOwnPort(
  own: OwnPort,
  path: string,
  endpoint: Endpoint,
): Promise<StopListening | ListenFailure> {
  const { port, tlsName } = own;
  const known = servers.get(port);
  if (known?.tlsName !== tlsName) known?.addresses.leave(endpoint.id);
  await leaveOwnPorts(endpoint.id, port);
  await closing.get(port);
  const shared = opened(own);
  if ('errno' in shared) return shared;
  if (shared.tlsName !== tlsName) return { reason: 'portOtherTls' };
  const leave = shared.addresses.claim(path, endpoint);
  if (!leave) return { reason: 'pathTaken' };
  const errno = await shared.opened;
  if (errno) {
    leave(true);
    if (servers.get(port) === shared) servers.delete(port);
    return { errno };
  }
  shared.server.ref();
  return async (removed) => {
    leave(removed);
    // Between the two halves of a deploy the port is kept, but keeps nothing alive.
    if (shared.addresses.isEmpty()) await close(port, shared);
    else if (!removed) shared.server.unref();
  };
}

/**
 * Gives up the ports on which an endpoint listened before it came back elsewhere.
 *
 * @param except - the port it has come back on
 */
export async function leaveOwnPorts(id: string, except?: number): Promise<void> {
  for (const [port, own] of servers) {
    if (port !== except) own.addresses.leave(id);
    if (own.addresses.isEmpty()) await close(port, own);
  }
}

/** The server of a port. What Node.js refuses at once, a port that is none or a broken certificate, is told. */
function opened(own: OwnPort): OwnServer | { errno: string } {
  try {
    const known = servers.get(own.port);
    // The certificate may be a new one.
    if (known && own.tls && 'setSecureContext' in known.server) known.server.setSecureContext(own.tls);
    return known ?? open(own);
  } catch (error) {
    return { errno: (error as NodeJS.ErrnoException).code ?? 'TLS' };
  }
}

function open({ port, tls, tlsName }: OwnPort): OwnServer {
  const addresses = openAddresses();
  const endpointOf = ({ url = '' }: IncomingMessage) => {
    const [path = ''] = url.split('?');
    return addresses.at(path);
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const endpoint = endpointOf(request);
    if (endpoint) void receive(request, response, endpoint);
    else respond(response, 404);
  };
  const options = { headersTimeout: HEADERS_MS, connectionsCheckingInterval: HEADERS_MS / 4 };
  const server = tls ? createTlsServer({ ...options, ...tls }, listener) : createServer(options, listener);
  const opened = new Promise<string | undefined>((resolve) => {
    server.once('listening', () => resolve(undefined));
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const endpoint = endpointOf(request);
    socket.on('error', () => undefined);
    if (endpoint) void receiveUpgrade(request, socket, head, endpoint);
    else refuseUpgrade(socket, 404);
  });
  // A handshake or a request that goes wrong is the sender's trouble.
  server.on('error', () => undefined);
  server.listen(port);
  const own = { server, tlsName, addresses, opened };
  servers.set(port, own);
  return own;
}

function close(port: number, { server }: OwnServer): Promise<void> {
  servers.delete(port);
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  }).finally(() => closing.delete(port));
  closing.set(port, closed);
  // What was being read has been answered with 503; who does not leave then is left.
  setTimeout(() => server.closeAllConnections(), 1000).unref();
  return closed;
}
