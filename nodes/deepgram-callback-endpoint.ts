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

    // What an earlier run has left is looked at when there are nodes to take it.
    const takeUp = () => {
      opening
        .then(({ endpoint }) => endpoint.jobs.takeUp())
        .catch((error) => this.error(inWords(RED, error)));
    };
    RED.events.once('flows:started', takeUp);

    this.on('close', (removed, done) => {
      RED.events.off('flows:started', takeUp);
      opening
        .then(async ({ endpoint, stop }) => {
          endpoint.close();
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
