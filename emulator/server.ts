import { once, setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createDeliveries } from './callback/deliveries.js';
import { followConnections } from './connections.js';
import type { Emulator, EmulatorOptions } from './emulator.js';
import { createFaults } from './faults/faults.js';
import { speechMemory } from './hearing/memory.js';
import { createLog } from './log.js';
import type { Account } from './received.js';
import type { RecordedRequest } from './requests.js';
import { createListener } from './serve.js';
import type { RecordedSocket } from './socket/record.js';
import { createUpgradeListener } from './socket/upgrade.js';
import { createSocketEndpoints } from './socket-endpoints.js';
import { warmUp } from './speech/synthesis.js';
import { createSpool } from './upload/spool.js';
import { UPLOAD_LIMIT } from './upload/upload.js';

export type { Accepted } from './callback/accepted.js';
export type { Delivery, DeliveryPredicate } from './callback/delivery.js';
export type { CallbackFault } from './callback/fault.js';
export type { CallbackOptions } from './callback/options.js';
export type { Emulator, EmulatorOptions } from './emulator.js';
export type { ErrorBody } from './faults/error-body.js';
export type { Fault, FaultHandle, FaultKind, RequestFault } from './faults/fault.js';
export type { ListenFault } from './listen-stream/fault.js';
export type { ListenStreamLimits, ListenStreamOptions } from './listen-stream/options.js';
export type { RecordedRequest, RequestPredicate } from './requests.js';
export type { SocketFault, SocketMoment, SocketPoint } from './socket/fault.js';
export type { SocketOptions } from './socket/options.js';
export type { ReceivedAudio } from './socket/received-audio.js';
export type {
  RecordedCallback,
  RecordedSocket,
  SentMessage,
  SocketMessage,
  SocketPredicate,
} from './socket/record.js';
export type { RecordedSpeech } from './socket/speech.js';
export type { SpeechFault } from './speak-stream/fault.js';
export type { SpeakStreamLimits, SpeakStreamOptions } from './speak-stream/options.js';
export type { UploadFault } from './upload/fault.js';

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
    sockets: socketOptions = {},
    speakStream = {},
    listenStream = {},
    uploadLimit = UPLOAD_LIMIT,
    tls,
  } = options;
  const log = createLog<RecordedRequest>(remember);
  const sockets = createLog<RecordedSocket>(remember);
  const faults = createFaults();
  const deliveries = createDeliveries(callbacks, faults.callbacks, remember);
  const spool = createSpool(uploadLimit);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const account: Account = {
    ...{ key, token, spool, trust: callbacks, closed: closing.signal },
    ...{ accept: deliveries.accept, deliver: deliveries.deliver },
    ...{ anyCallbackPort: callbacks.anyPort ?? false, protocol: tls === undefined ? 'http' : 'https' },
  };
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // A slow line may take hours for two gigabytes.
  server.requestTimeout = 0;
  const connections = followConnections(server);

  const running = new Set<Promise<void>>();
  const controls = { faults, requests: log.all, deliveries: deliveries.log.all, sockets: sockets.all };
  const listener = createListener({ account, controls, log, connections, running });
  server.on('request', listener);
  // Whoever waits for `100 Continue` hears first what can be said without the body.
  server.on('checkContinue', listener);
  const endpoints = createSocketEndpoints({ speakStream, listenStream }, faults);
  const shared = { account, connections, running, remember, faults: faults.sockets };
  server.on('upgrade', createUpgradeListener({ ...shared, endpoints, options: socketOptions, log: sockets }));

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
    sockets: sockets.all,
    fault: faults.add,
    clearFaults: faults.clear,
    forgetSpeech: speechMemory.clear,
    waitForRequest: (fits = () => true) => log.wait((request) => request.received && fits(request)),
    waitForAbort: (fits = () => true) => log.wait((request) => request.aborted && fits(request)),
    waitForEnd: (fits = () => true) => log.wait((request) => request.ended && fits(request)),
    waitForDelivery: (fits = () => true) =>
      deliveries.log.wait((delivery) => delivery.ended && fits(delivery)),
    waitForSocket: (fits = () => true) =>
      sockets.wait((socket) => socket.status !== undefined && fits(socket)),
    waitForSocketEnd: (fits = () => true) =>
      sockets.wait((socket) => socket.close !== undefined && fits(socket)),
    openConnections: connections.count,
    openSockets: () => sockets.all.filter(({ open }) => open).length,
    close: async () => {
      closing.abort();
      const delivered = deliveries.close();
      faults.clear();
      const closed = server.listening ? once(server, 'close') : Promise.resolve();
      server.close();
      await Promise.allSettled([connections.destroyAll(), closed, delivered, ...running]);
      log.close();
      sockets.close();
      await spool.close();
    },
  };
}
