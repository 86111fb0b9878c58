import { authorize } from '../account.js';
import type { FaultQueue } from '../faults/queue.js';
import { checkLanguage, findModel } from '../listen/model.js';
import type { SocketEndpoint } from '../socket/endpoint.js';
import type { ListenFault } from './fault.js';
import { findLiveCallback } from './live-callback.js';
import type { ListenStreamOptions } from './options.js';
import { parseLiveQuery, recordedQuery } from './v1-query.js';
import { checkLiveRules } from './v1-rules.js';
import { openLive } from './v1-session.js';

/** `wss /v1/listen`: the checks are those of the REST endpoint, in the same order. */
export function createLiveSocket(
  options: ListenStreamOptions,
  faults: FaultQueue<ListenFault>,
): SocketEndpoint {
  return (handshake, account) => {
    const query = parseLiveQuery(handshake.query);
    authorize(handshake.headers.authorization, account);
    const model = findModel(query.model);
    checkLiveRules(query, model);
    checkLanguage(recordedQuery(query), model);
    const callback = findLiveCallback(query, account.anyCallbackPort);
    return (line) => openLive({ line, query, model, callback, options, faults, means: account });
  };
}
