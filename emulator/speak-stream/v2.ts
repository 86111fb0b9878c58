import { authorize } from '../account.js';
import type { FaultQueue } from '../faults/queue.js';
import type { SocketEndpoint } from '../socket/endpoint.js';
import { checkExpressivity, checkSpeed } from '../speak/delivery.js';
import { checkFamily, findVoice } from '../speak/model.js';
import type { SpeechFault } from './fault.js';
import type { SpeakStreamOptions } from './options.js';
import { chooseStreamFormat, parseStreamQuery } from './query.js';
import { openConversation } from './v2-session.js';

/** `wss /v2/speak`: the checks are those of the REST endpoint, in the same order. */
export function createFluxSocket(
  options: SpeakStreamOptions,
  faults: FaultQueue<SpeechFault>,
): SocketEndpoint {
  return (handshake, account) => {
    const query = parseStreamQuery('v2', handshake.query);
    const format = chooseStreamFormat('v2', query);
    checkFamily('v2', query.model);
    authorize(handshake.headers.authorization, account);
    const voice = findVoice(query.model);
    checkSpeed('v2', voice, query.speed);
    checkExpressivity(query.expressivity);
    const { speed, expressivity = 0 } = query;
    return (line) => openConversation({ line, voice, format, speed, expressivity, options, faults });
  };
}
