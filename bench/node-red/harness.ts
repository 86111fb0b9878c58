import type { Node, Red } from '../../src/node-red/runtime.js';
import { arrived, openSource } from './traffic.js';

/** The two ends of a flow, as light as nodes can be: `bench-source` and `bench-sink`. */
export = (RED: Red): void => {
  RED.nodes.registerType('bench-source', function (this: Node, definition) {
    RED.nodes.createNode(this, definition);
    openSource(this);
  });

  RED.nodes.registerType('bench-sink', function (this: Node, definition) {
    RED.nodes.createNode(this, definition);
    this.on('input', (message, _send, done) => {
      arrived(message);
      done();
    });
  });
};
