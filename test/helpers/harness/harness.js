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
      tell({ event: 'message', sink: this.id, message: sendable, at: Date.now() });
      done();
    });
  });

  const commands = {
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
