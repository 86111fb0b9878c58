import { authorize } from '../account.js';
import type { FaultQueue } from '../faults/queue.js';
import type { SocketEndpoint } from '../socket/endpoint.js';
import { checkSpeed } from '../speak/delivery.js';
import { checkFamily, findVoice } from '../speak/model.js';
import type { SpeechFault } from './fault.js';
import type { SpeakStreamOptions } from './options.js';
import { chooseStreamFormat, parseStreamQuery } from './query.js';
import { openBuffer } from './v1-session.js';

/** `wss /v1/speak`: the checks are those of the REST endpoint, in the same order. */
export function createSpeakSocket(
  options: SpeakStreamOptions,
  faults: FaultQueue<SpeechFault>,
): SocketEndpoint {
  return (handshake, account) => {
    const query = parseStreamQuery('v1', handshake.query);
    const format = chooseStreamFormat('v1', query);
    checkFamily('v1', query.model);
    authorize(handshake.headers.authorization, account);
    const voice = findVoice(query.model);
    checkSpeed('v1', voice, query.speed);
    return (line) => openBuffer({ line, voice, format, speed: query.speed ?? 1, options, faults });
  };
}
