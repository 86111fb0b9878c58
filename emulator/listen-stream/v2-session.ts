import { meetKind } from '../faults/meet.js';
import type { FaultQueue } from '../faults/queue.js';
import type { Line, ServerMessage } from '../socket/line.js';
import type { SocketMessage } from '../socket/record.js';
import type { Session } from '../socket/session.js';
import type { Complaint } from './complaint.js';
import type { ListenFault } from './fault.js';
import type { ListenStreamOptions } from './options.js';
import { createTeller, type Failure } from './teller.js';
import { failed } from './v1-configure.js';
import { configureFlux } from './v2-configure.js';
import type { FluxQuery } from './v2-query.js';
import { createTurnTranscript } from './v2-transcript.js';
import { watchClient } from './watch.js';

/** What a socket of `/v2/listen` was opened with. */
export interface OpenedTurns {
  readonly line: Line;
  readonly query: FluxQuery;
  readonly options: ListenStreamOptions;
  readonly faults: FaultQueue<ListenFault>;
}

/** "Flux closes the connection without sending a WebSocket close status code" (docs/flux/close-stream). */
const NO_CODE = 1005;

/** A socket of `/v2/listen`: what is heard, in turns. */
export function openTurns({ line, query, options, faults }: OpenedTurns): Session {
  let sequence = 0;
  let closing = false;

  const numbered = ({ type, ...fields }: ServerMessage): ServerMessage => ({
    ...{ type, request_id: line.requestId, sequence_id: sequence++ },
    ...fields,
  });
  // An Error has no request_id (@deepgram/sdk 5.13); whether one comes before each such close is not published.
  const fail = ({ code, description }: Failure, close: number, reason: string): void => {
    line.send({ type: 'Error', sequence_id: sequence++, code, description });
    line.close(close, reason);
  };
  const complain = ({ code, close, reason }: Complaint): void =>
    fail({ code, description: reason }, close, reason);
  const teller = createTeller(line, faults, [(message) => line.send(message)], (failure) =>
    fail(failure, 1011, `${failure.code}: ${failure.description}`),
  );
  const tell = (message: ServerMessage): void => teller.tell(numbered(message));
  const reply = (message: ServerMessage): void => teller.reply(numbered(message));
  const transcript = createTurnTranscript(line, query, tell, complain);

  // The words were seen on the socket of voice agents; the code of the close is not published.
  const unparsable = (): void => {
    const description = 'Text message received from client did not match any of the formats we expect.';
    fail({ code: 'UNPARSABLE_CLIENT_MESSAGE', description }, 1008, 'UNPARSABLE_CLIENT_MESSAGE');
  };
  const change = (message: SocketMessage): ServerMessage => {
    const fault = meetKind(faults, line.path, 'listen-configure-failure');
    fault?.reach();
    const { model } = query;
    const changed =
      fault === undefined ? configureFlux(message, transcript.settings, model) : failed(fault.fault);
    if ('code' in changed) return { type: 'ConfigureFailure', ...changed };
    transcript.settings = changed;
    const { thresholds, keyterms, language_hints } = changed;
    const hints = model === 'flux-general-multi' ? { language_hints } : {};
    return { type: 'ConfigureSuccess', thresholds, keyterms, ...hints };
  };
  const force = async (): Promise<void> => {
    if (await transcript.force()) return;
    reply({
      type: 'Warning',
      code: 'FORCE_END_TURN_NO_ACTIVE_TURN',
      description: 'Received ForceEndTurn while no turn was active; the request was ignored.',
    });
  };
  const end = (): void => {
    closing = true;
    const fault = meetKind(faults, line.path, 'listen-no-end');
    fault?.reach();
    if (fault !== undefined) return;
    transcript.order.add(async () => {
      await transcript.end();
      teller.afterwards(() => line.close(NO_CODE));
    });
  };
  const obey: Readonly<Record<string, (message: SocketMessage) => void>> = {
    Configure: (message) => transcript.order.add(() => reply(change(message))),
    CloseStream: end,
    ...(options.forceEndTurn === false ? {} : { ForceEndTurn: () => transcript.order.add(force) }),
  };

  reply({ type: 'Connected' });
  const watch = watchClient(line, options, complain);
  return {
    takesAudio: true,
    message: (message, data) => {
      watch.touch();
      if (closing) return;
      if (message.binary) {
        watch.heard();
        // As on `/v1/listen`, which is assumed.
        if (data.length === 0) end();
        else transcript.push(data);
        return;
      }
      const act = Object.hasOwn(obey, message.type ?? '') ? obey[message.type ?? ''] : undefined;
      if (act === undefined) unparsable();
      else act(message);
    },
  };
}
