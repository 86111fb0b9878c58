import {
  type AccountDefinition,
  type AccountNode,
  openOnce,
  readAccountSettings,
} from '../src/node-red/account-node.js';
import type { Red } from '../src/node-red/runtime.js';

/** An account at Deepgram, shared by the nodes that use it. */
export = (RED: Red): void => {
  function AccountConfig(this: AccountNode, definition: AccountDefinition): void {
    RED.nodes.createNode(this, definition);
    const opened = openOnce(() => readAccountSettings(RED, this, definition));
    this.account = opened.account;
    this.on('close', (_removed, done) => {
      // Not waited for: a connection that is just being made ends by its own limit only.
      void opened.close();
      done();
    });
  }

  RED.nodes.registerType('deepgram-config', AccountConfig, { credentials: { apiKey: { type: 'password' } } });
};
