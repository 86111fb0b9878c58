import type { Faults } from './faults/faults.js';
import type { ListenStreamOptions } from './listen-stream/options.js';
import { createLiveSocket } from './listen-stream/v1.js';
import { createTurnSocket } from './listen-stream/v2.js';
import type { SocketEndpoint } from './socket/endpoint.js';
import type { SpeakStreamOptions } from './speak-stream/options.js';
import { createSpeakSocket } from './speak-stream/v1.js';
import { createFluxSocket } from './speak-stream/v2.js';

/** How each socket's endpoint behaves. */
export interface SocketEndpointOptions {
  readonly speakStream: SpeakStreamOptions;
  readonly listenStream: ListenStreamOptions;
}

/** What is served over WebSockets, by path. */
export function createSocketEndpoints(
  { speakStream, listenStream }: SocketEndpointOptions,
  faults: Faults,
): Readonly<Record<string, SocketEndpoint>> {
  return {
    '/v1/listen': createLiveSocket(listenStream, faults.listens),
    '/v2/listen': createTurnSocket(listenStream, faults.listens),
    '/v1/speak': createSpeakSocket(speakStream, faults.speeches),
    '/v2/speak': createFluxSocket(speakStream, faults.speeches),
  };
}
