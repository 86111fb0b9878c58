import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, jsonAnswer, wholeAnswer } from '../answer.js';
import type { Delivery } from '../callback/delivery.js';
import type { Faults } from '../faults/faults.js';
import { parseFault } from '../faults/parse.js';
import type { RecordedRequest } from '../requests.js';
import type { RecordedSocket } from '../socket/record.js';

/** Everything below this is the emulator's own; Deepgram has no such path. */
export const CONTROL_PATH = '/emulator/';

/** What can be controlled. */
export interface Controls {
  readonly faults: Faults;
  readonly requests: readonly RecordedRequest[];
  readonly deliveries: readonly Delivery[];
  readonly sockets: readonly RecordedSocket[];
}

type Control = (controls: Controls, body: string) => Answer;

const routes: Readonly<Record<string, Control>> = {
  'POST /emulator/faults': ({ faults }, body) => {
    const fault = parseFault(body);
    faults.add(fault);
    // JSON has no Infinity.
    return jsonAnswer(201, {
      ...fault,
      times: fault.times === Number.POSITIVE_INFINITY ? 'forever' : fault.times,
    });
  },
  'DELETE /emulator/faults': ({ faults }) => {
    faults.clear();
    return wholeAnswer(204, {}, '');
  },
  'GET /emulator/requests': ({ requests }) =>
    jsonAnswer(
      200,
      requests.map((request) => ({
        ...request,
        query: withoutPassword(request.query).toString(),
        headers: { ...request.headers, ...withoutKey(request.headers) },
      })),
    ),
  'GET /emulator/deliveries': ({ deliveries }) => jsonAnswer(200, deliveries),
  'GET /emulator/sockets': ({ sockets }) =>
    jsonAnswer(
      200,
      sockets.map((socket) => ({
        ...socket,
        query: withoutPassword(socket.query).toString(),
        headers: { ...socket.headers, ...withoutKey(socket.headers) },
        received: { ...socket.received, audio: undefined },
        // As much as it may be; its hash tells whether it is the same.
        speeches: socket.speeches.map(({ audio: _, ...speech }) => speech),
      })),
    ),
};

/** Keys of the emulator are no secret, but somebody may have sent a real one by mistake. */
function withoutKey(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const shown: IncomingHttpHeaders = {};
  for (const name of ['authorization', 'sec-websocket-protocol'] as const) {
    const value = headers[name];
    if (value !== undefined && !/[ ,]emulator-[\w-]+$/.test(value))
      shown[name] = value.replace(/[ ,].*/, ' …');
  }
  return shown;
}

/** The credentials in a callback's address are somebody else's. */
function withoutPassword(query: URLSearchParams): URLSearchParams {
  const shown = new URLSearchParams(query);
  const callback = shown.get('callback');
  if (callback !== null) shown.set('callback', callback.replace(/\/\/[^/?#]*@/, '//…@'));
  return shown;
}

/** Answers a request to the emulator itself; 400 and 404 say in one line what is wrong. */
export function answerControl(method: string, path: string, body: string, controls: Controls): Answer {
  const control = routes[`${method} ${path}`];
  if (control === undefined) return jsonAnswer(404, { error: `Use ${Object.keys(routes).join(', ')}.` });
  try {
    return control(controls, body);
  } catch (error) {
    return jsonAnswer(400, { error: error instanceof Error ? error.message : String(error) });
  }
}
