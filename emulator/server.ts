import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type Body, readBody } from './body.js';
import { createDeliveries } from './callback/deliveries.js';
import { followConnections } from './connections.js';
import { answerControl, CONTROL_PATH } from './control/endpoint.js';
import type { Emulator, EmulatorOptions } from './emulator.js';
import { answerThrough } from './faults/answer.js';
import { createFaults } from './faults/faults.js';
import { createLog } from './log.js';
import type { RecordedRequest } from './requests.js';
import { answerDeepgram } from './routes.js';
import { warmUp } from './speech/synthesis.js';
import { openWire } from './wire.js';

export type { Accepted } from './callback/accepted.js';
export type { Delivery, DeliveryPredicate } from './callback/delivery.js';
export type { CallbackFault } from './callback/fault.js';
export type { CallbackOptions } from './callback/options.js';
export type { Emulator, EmulatorOptions } from './emulator.js';
export type { ErrorBody, Fault, FaultHandle, FaultKind, RequestFault } from './faults/fault.js';
export type { RecordedRequest, RequestPredicate } from './requests.js';

/** How long an idle connection is kept; Deepgram's own time is not published. */
const KEEP_ALIVE_MS = 60_000;

/**
 * Starts Deepgram's API on this machine.
 *
 * Rejects with the socket's error when the port can't be opened, e.g. `EADDRINUSE`.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    port = 0,
    host = '127.0.0.1',
    key = 'emulator-key',
    token = 'emulator-token',
    remember = 10_000,
    callbacks = {},
    tls,
  } = options;
  const log = createLog<RecordedRequest>(remember);
  const faults = createFaults();
  const deliveries = createDeliveries(callbacks, faults.callbacks, remember);
  const { accept } = deliveries;
  const account = { key, token, accept, anyCallbackPort: callbacks.anyPort ?? false };
  const running = new Set<Promise<void>>();
  let closing = false;

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const serving = serve(request, response)
      .catch((error: unknown) => {
        // Whoever left knows; anything else is a bug here and must be seen.
        if (!response.destroyed) process.emitWarning(error instanceof Error ? error : String(error));
        response.destroy();
      })
      .finally(() => running.delete(serving));
    running.add(serving);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const connections = followConnections(server);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://emulator');
    const method = request.method ?? 'GET';
    const requestId = randomUUID();
    if (path.startsWith(CONTROL_PATH)) {
      const wire = openWire(response, connections, () => undefined);
      const body = textOf(await readBody(request));
      return wire.send(
        answerControl(method, path, body, { faults, requests: log.all, deliveries: deliveries.log.all }),
      );
    }
    const { headers } = request;
    const connection = connections.id(request.socket);
    const record: RecordedRequest = {
      ...{ requestId, method, path, query, headers, connection },
      ...{ at: Date.now(), body: '', received: false, aborted: false, ended: false },
    };
    log.add(record);
    const wire = openWire(response, connections, (aborted) => {
      record.aborted = aborted && !closing;
      record.ended = true;
      log.changed();
    });
    const body = await readBody(request);
    record.body = textOf(body);
    record.received = true;
    log.changed();
    const { over } = wire;
    const make = () => answerDeepgram({ method, path, query, headers, body, requestId, over }, account);
    const answer = await answerThrough(faults.requests, { make, path, requestId, wire });
    if (answer === undefined) return;
    record.status = answer.status;
    await wire.send(answer);
  };

  server.listen(port, host);
  await once(server, 'listening');
  warmUp();
  const address = server.address();
  const opened = typeof address === 'object' && address !== null ? address.port : port;

  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${opened}`,
    port: opened,
    key,
    token,
    requests: log.all,
    accepted: deliveries.accepted,
    deliveries: deliveries.log.all,
    fault: faults.add,
    clearFaults: faults.clear,
    waitForRequest: (fits = () => true) => log.wait((request) => request.received && fits(request)),
    waitForAbort: (fits = () => true) => log.wait((request) => request.aborted && fits(request)),
    waitForEnd: (fits = () => true) => log.wait((request) => request.ended && fits(request)),
    waitForDelivery: (fits = () => true) =>
      deliveries.log.wait((delivery) => delivery.ended && fits(delivery)),
    openConnections: connections.count,
    close: async () => {
      closing = true;
      const delivered = deliveries.close();
      faults.clear();
      const closed = server.listening ? once(server, 'close') : Promise.resolve();
      server.close();
      await Promise.allSettled([connections.destroyAll(), closed, delivered, ...running]);
      log.close();
    },
  };
}

function textOf(body: Body): string {
  return body?.toString('utf8') ?? '';
}
