import type { Node } from '../../src/node-red/runtime.js';
import { look } from './arrivals.js';
import { heard } from './conversations.js';
import { read } from './hearings.js';
import { type BenchRed, keepRed } from './red.js';
import { openRoute, type RouteDefinition } from './route.js';
import { arrived, openSource } from './traffic.js';

/**
 * The ends of flows, as light as nodes can be. `bench-source` and `bench-sink`: for those that ask for something;
 * `bench-ear`: for those that talk; `bench-reader`: for those that hear; `bench-route` and `bench-look`: for those that
 * something is delivered to.
 */
export = (RED: BenchRed): void => {
  keepRed(RED);

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

  RED.nodes.registerType('bench-ear', function (this: Node, definition) {
    RED.nodes.createNode(this, definition);
    this.on('input', (message, _send, done) => {
      heard(message);
      done();
    });
  });

  RED.nodes.registerType('bench-reader', function (this: Node, definition) {
    RED.nodes.createNode(this, definition);
    this.on('input', (message, _send, done) => {
      read(message);
      done();
    });
  });

  RED.nodes.registerType('bench-route', function (this: Node, definition: RouteDefinition) {
    RED.nodes.createNode(this, definition);
    openRoute(RED, this, definition);
  });

  RED.nodes.registerType('bench-look', function (this: Node, definition) {
    RED.nodes.createNode(this, definition);
    this.on('input', (message, send, done) => {
      look(message);
      send(message);
      done();
    });
  });
};
