// Nodes that let a test outside take part in a flow inside a real Node-RED: what the test sends leaves a
// `test-source`, what reaches a `test-sink` is told to the test. The channel is that of child_process.fork.
module.exports = (RED) => {
  const sources = new Map();
  const tell = (event) => process.connected && process.send(event);

  RED.nodes.registerType('test-source', function (definition) {
    RED.nodes.createNode(this, definition);
    sources.set(this.id, this);
    this.on('close', () => sources.delete(this.id));
  });

  RED.nodes.registerType('test-sink', function (definition) {
    RED.nodes.createNode(this, definition);
    this.on('input', (message, _send, done) => {
      const { req, res, ...sendable } = message;
      // Streams don't travel between processes.
      if (typeof sendable.payload?.pipe === 'function') sendable.payload = 'a stream';
      tell({ event: 'message', sink: this.id, message: sendable, at: Date.now() });
      done();
    });
  });

  // Counts what reaches it inside the process: what would be too much to tell one by one.
  const counters = new Map();
  RED.nodes.registerType('test-counter', function (definition) {
    RED.nodes.createNode(this, definition);
    const count = { messages: 0, ids: new Set() };
    counters.set(this.id, count);
    this.on('input', ({ deepgram }, _send, done) => {
      count.messages += 1;
      count.ids.add(deepgram.requestId ?? deepgram.job);
      done();
    });
  });

  // Says at its sink that it is to close, and closes when the test lets it: in between a deploy has stopped the
  // old nodes and not yet started the new ones.
  const closing = new Map();
  RED.nodes.registerType('test-slow-close', function (definition) {
    RED.nodes.createNode(this, definition);
    this.on('close', (done) => {
      closing.set(this.id, done);
      tell({ event: 'message', sink: this.id, message: {} });
    });
  });

  // As the editor sees them; Status nodes miss what nodes show while a flow is being started.
  const statuses = new Map();
  RED.events.on('node-status', ({ id, status }) => statuses.set(id, status));

  const commands = {
    status({ id, node }) {
      tell({ event: 'command', id, answer: statuses.get(node) });
    },
    count({ id, counter }) {
      const { messages, ids } = counters.get(counter);
      tell({ event: 'command', id, answer: { messages, distinct: ids.size } });
    },
    letClose({ id, node }) {
      closing.get(node)();
      tell({ event: 'command', id });
    },
    heap({ id }) {
      global.gc();
      tell({ event: 'command', id, answer: process.memoryUsage().heapUsed });
    },
    // Who listens for upgrades on Node-RED's own server.
    upgrades({ id }) {
      tell({ event: 'command', id, answer: RED.server.listenerCount('upgrade') });
    },
    // Connections to Node-RED's own server.
    served({ id }) {
      RED.server.getConnections((_error, answer) => tell({ event: 'command', id, answer }));
    },
    send({ source, messages }) {
      for (const message of messages) sources.get(source).send(message);
    },
    resources({ id }) {
      global.gc?.();
      const open = process.getActiveResourcesInfo();
      tell({
        event: 'answer',
        id,
        answer: {
          // Connections that are in use; idle ones of a pool are not, and the editor's own don't count.
          sockets: process
            ._getActiveHandles()
            .filter(({ remotePort, localPort }) => remotePort && localPort !== RED.server.address().port)
            .length,
          timers: open.filter((name) => name === 'Timeout').length,
          listeners: process
            .eventNames()
            .concat(RED.events.eventNames())
            .reduce((sum, name) => sum + process.listenerCount(name) + RED.events.listenerCount(name), 0),
          routes: (RED.httpNode._router?.stack.length ?? 0) + (RED.httpAdmin._router?.stack.length ?? 0),
          rss: process.memoryUsage().rss,
          mostRss: process.resourceUsage().maxRSS * 1024,
          undiciLoaded: Object.keys(require.cache).some((file) => /[\\/]undici[\\/]index\.js$/.test(file)),
          prototype: Object.keys(Object.prototype),
        },
      });
    },
  };

  process.on('message', (command) => commands[command.command](command));
  const tellStarted = () =>
    tell({ event: 'started', port: RED.server.address().port, version: RED.version() });
  // At start, flows may run before the server listens.
  RED.events.on('flows:started', () => {
    if (RED.server.listening) tellStarted();
    else RED.server.once('listening', tellStarted);
  });
};
