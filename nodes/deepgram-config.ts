import { serveAccountCheck } from '../src/node-red/account-check.js';
import {
  type AccountDefinition,
  type AccountNode,
  openOnce,
  readAccountSettings,
} from '../src/node-red/account-node.js';
import type { Admin } from '../src/node-red/admin-route.js';
import { ownAddress } from '../src/node-red/audio-address.js';
import { serveCatalog } from '../src/node-red/catalog-route.js';
import type { Red } from '../src/node-red/runtime.js';

/** An account at Deepgram, shared by the nodes that use it. */
export = (RED: Red & Admin): void => {
  serveAccountCheck(RED);
  serveCatalog(RED);

  function AccountConfig(this: AccountNode, definition: AccountDefinition): void {
    RED.nodes.createNode(this, definition);
    this.settings = () => readAccountSettings(RED, this, definition);
    const opened = openOnce(this.settings);
    this.account = opened.account;
    this.audioUrl = String(definition.audioUrl ?? '');
    this.on('close', (_removed, done) => {
      // Not waited for: a connection that is just being made ends by its own limit only.
      void opened.close();
      done();
    });
  }

  RED.nodes.registerType('deepgram-config', AccountConfig, {
    credentials: { apiKey: { type: 'password' } },
    settings: {
      deepgramConfigAudioUrl: {
        // Asked for with each load of the editor: before the flows run, no port may be open yet.
        get value() {
          return { blank: ownAddress(RED) ?? '', httpNodeAuth: Boolean(RED.settings.httpNodeAuth) };
        },
        exportable: true,
      },
    },
  });
};
