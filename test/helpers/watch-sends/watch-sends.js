// A node that tells, when asked by a message, how many messages nodes of a type have sent since Node-RED began, and
// what anybody has cloned.
module.exports = (RED) => {
  const sent = {};
  let clones = 0;

  RED.hooks.add('onSend.test', (events) => {
    for (const { source } of events) sent[source.node.type] = (sent[source.node.type] ?? 0) + 1;
  });
  // The router calls it by this name, as nodes do.
  const { cloneMessage } = RED.util;
  RED.util.cloneMessage = (message) => {
    if (typeof message === 'object' && Buffer.isBuffer(message?.payload)) clones += 1;
    return cloneMessage(message);
  };

  RED.nodes.registerType('test-sends', function (definition) {
    RED.nodes.createNode(this, definition);
    this.on('input', (_message, send, done) => {
      send({ payload: { sent: { ...sent }, clones } });
      done();
    });
  });
};
