import { type CallbackEndpointNode, openNodeEndpoint } from '../src/node-red/callback-endpoint.js';
import {
  type CallbackEndpointDefinition,
  readCallbackEndpointSettings,
} from '../src/node-red/callback-endpoint-settings.js';
import { durableStores } from '../src/node-red/context-store.js';
import type { Red } from '../src/node-red/runtime.js';
import { inWords } from '../src/node-red/texts.js';

/** An address of ours that Deepgram calls back. */
export = (RED: Red): void => {
  function CallbackEndpoint(
    this: Omit<CallbackEndpointNode, 'settings'> & { settings: CallbackEndpointNode['settings'] },
    definition: CallbackEndpointDefinition,
  ): void {
    RED.nodes.createNode(this, definition);
    this.settings = readCallbackEndpointSettings(definition, this);
    const opening = openNodeEndpoint(RED, this, this.settings);
    this.opened = async () => (await opening).endpoint;

    // Said to whoever needs the endpoint; here it must only not count as unhandled.
    opening.catch((error) => this.error(inWords(RED, error)));

    // Only when the flows run are there nodes to take what an earlier run has left, and what comes now.
    let hasStarted = false;
    const onStarted = () => {
      const isFirst = !hasStarted;
      hasStarted = true;
      opening
        .then(async ({ endpoint }) => {
          endpoint.settle();
          if (isFirst) await endpoint.jobs.takeUp().catch(endpoint.onError);
        })
        .catch(() => undefined);
    };
    RED.events.on('flows:started', onStarted);

    this.on('close', (removed, done) => {
      RED.events.off('flows:started', onStarted);
      opening
        .then(async ({ endpoint, stop }) => {
          await endpoint.close();
          await stop(removed);
        })
        .catch(() => undefined)
        .finally(done);
    });
  }

  RED.nodes.registerType('deepgram-callback-endpoint', CallbackEndpoint, {
    credentials: {
      secret: { type: 'password' },
      username: { type: 'text' },
      password: { type: 'password' },
    },
    settings: {
      deepgramCallbackEndpointHost: {
        value: {
          durableStores: durableStores(RED.settings),
          httpNodeAuth: Boolean(RED.settings.httpNodeAuth),
        },
        exportable: true,
      },
    },
  });
};
