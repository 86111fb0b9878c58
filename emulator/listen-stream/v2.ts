import { authorize } from '../account.js';
import type { FaultQueue } from '../faults/queue.js';
import type { SocketEndpoint } from '../socket/endpoint.js';
import type { ListenFault } from './fault.js';
import type { ListenStreamOptions } from './options.js';
import { parseFluxQuery } from './v2-query.js';
import { openTurns } from './v2-session.js';

/** `wss /v2/listen`. */
export function createTurnSocket(
  options: ListenStreamOptions,
  faults: FaultQueue<ListenFault>,
): SocketEndpoint {
  return (handshake, account) => {
    const query = parseFluxQuery(handshake.query);
    authorize(handshake.headers.authorization, account);
    return (line) => openTurns({ line, query, options, faults });
  };
}
