import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Answer } from '../answer.js';
import type { Connections } from '../connections.js';
import type { FaultQueue } from '../faults/queue.js';
import type { Log } from '../log.js';
import type { Account } from '../received.js';
import { Refusal, refusalAnswer } from '../refusal.js';
import { createClock } from './clock.js';
import type { Handshake, SocketEndpoint } from './endpoint.js';
import type { SocketFault } from './fault.js';
import { createGreeter } from './greeter.js';
import { meetsFault } from './handshake-fault.js';
import { openLine } from './line.js';
import { followMoments } from './moments.js';
import type { SocketOptions } from './options.js';
import { recordAudio } from './received-audio.js';
import type { RecordedSocket } from './record.js';
import { refuse } from './refuse.js';
import { authorizationOf } from './sub-protocol.js';

/** What sockets are served with. */
export interface SocketService {
  /** By path. */
  readonly endpoints: Readonly<Record<string, SocketEndpoint>>;
  readonly options: SocketOptions;
  readonly account: Account;
  readonly log: Log<RecordedSocket>;
  readonly connections: Connections;
  readonly faults: FaultQueue<SocketFault>;
  /** How much of each socket is remembered. */
  readonly remember: number;
  /** What is being done. */
  readonly running: Set<Promise<void>>;
}

/** Serves every upgrade: records it, checks it, opens the socket or refuses. */
export function createUpgradeListener(
  service: SocketService,
): (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const { options, account, log, faults, connections, running, endpoints, remember } = service;
  const greeter = createGreeter(options.deflate ?? false);
  const clock = createClock(options.clock?.speed ?? 1);
  const { keepAudio = true } = options;
  const run = (work: Promise<void>): void => {
    const watched = work
      // Nobody waits for it, so what goes wrong here must be seen otherwise.
      .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)))
      .finally(() => running.delete(watched));
    running.add(watched);
  };

  const shared = { clock, keepAudio, remember, run, changed: log.changed };

  return (incoming, stream, head) => {
    // On a server of TCP or TLS it is one.
    const socket = stream as Socket;
    const received = recordAudio(keepAudio, remember);
    const record = recordHandshake(incoming, connections.id(socket), received.record);
    const { path, query, requestId } = record;
    log.add(record);
    log.changed();
    socket.on('error', () => undefined);
    const turnAway = (answer: Answer): void => {
      record.status = answer.status;
      log.changed();
      run(refuse(socket, answer));
    };
    const moments = followMoments(faults, path);
    if (meetsFault({ socket, moments, handshake: record, connections, turnAway })) return;
    const headers = withAuthorization(incoming.headers);
    try {
      const begin = endpointFor(path, endpoints)({ path, query, headers, requestId }, account);
      greeter.greet({ incoming, socket, head, requestId }, (websocket: WebSocket) => {
        record.status = 101;
        record.open = true;
        log.changed();
        const end = (): void => void socket.end();
        const reset = (): void => connections.reset(socket);
        openLine({ ...shared, websocket, record, received, moments, end, reset }, begin);
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      turnAway(refusalAnswer(error, requestId));
    }
  };
}

function recordHandshake(
  incoming: IncomingMessage,
  connection: number,
  received: RecordedSocket['received'],
): RecordedSocket {
  const { pathname: path, searchParams: query } = new URL(incoming.url ?? '/', 'http://emulator');
  return {
    ...{ requestId: randomUUID(), path, query, headers: incoming.headers, connection, at: Date.now() },
    ...{ messages: [], received, sent: [], speeches: [], pings: 0, open: false },
  };
}

function withAuthorization(headers: IncomingMessage['headers']): Handshake['headers'] {
  const authorization = authorizationOf(headers);
  return authorization === undefined ? headers : { ...headers, authorization };
}

// Deepgram's own body for this is not published.
function endpointFor(path: string, endpoints: SocketService['endpoints']): SocketEndpoint {
  const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
  if (endpoint === undefined) throw new Refusal(404, 'NOT_FOUND', `No such endpoint: ${path}`);
  return endpoint;
}
