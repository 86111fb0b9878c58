import { type CallbackInDefinition, takeDeliveries } from '../src/node-red/callback-in.js';
import type { Node, Red } from '../src/node-red/runtime.js';

/** Results that Deepgram delivers later. */
export = (RED: Red): void => {
  function CallbackInNode(this: Node, definition: CallbackInDefinition): void {
    RED.nodes.createNode(this, definition);
    takeDeliveries(RED, this, definition);
  }

  RED.nodes.registerType('deepgram-callback-in', CallbackInNode);
};
