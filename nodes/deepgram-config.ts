import {
  type AccountDefinition,
  type AccountNode,
  openOnce,
  readAccountSettings,
} from '../src/node-red/account-node.js';
import { ownAddress } from '../src/node-red/audio-address.js';
import type { Red } from '../src/node-red/runtime.js';

/** An account at Deepgram, shared by the nodes that use it. */
export = (RED: Red): void => {
  function AccountConfig(this: AccountNode, definition: AccountDefinition): void {
    RED.nodes.createNode(this, definition);
    const opened = openOnce(() => readAccountSettings(RED, this, definition));
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
