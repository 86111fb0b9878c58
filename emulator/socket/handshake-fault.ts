import type { Socket } from 'node:net';
import type { Answer } from '../answer.js';
import type { Connections } from '../connections.js';
import { errorAnswer } from '../faults/error-answer.js';
import type { Handshake } from './endpoint.js';
import type { SocketFault } from './fault.js';
import type { Moments } from './moments.js';

/** A handshake that a fault may come over. */
export interface Knock {
  readonly socket: Socket;
  readonly moments: Moments;
  readonly handshake: Pick<Handshake, 'path' | 'requestId'>;
  readonly connections: Connections;
  /** Answers with anything but 101. */
  turnAway(answer: Answer): void;
}

/** Lets faults come over a handshake; whether one has, and it is not to be served any more. */
export function meetsFault({ socket, moments, handshake, connections, turnAway }: Knock): boolean {
  const [met] = moments.at('handshake');
  if (met === undefined) return false;
  const fault: SocketFault = met.fault;
  if (fault.kind === 'socket-refused') {
    turnAway(errorAnswer(fault.status, fault.body ?? 'legacy', fault.retryAfter, handshake));
  } else if (fault.kind === 'socket-reset') {
    connections.reset(socket);
  } else if (fault.kind !== 'socket-half-open') {
    // Whatever else is to happen before there is a socket can only be its end.
    socket.end();
  }
  met.reach();
  return true;
}
