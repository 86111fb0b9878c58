import { withSdk } from '../node-red/sdk-function.js';
import { openTalkingFlow } from '../node-red/talking-flow.js';
import type { Peer } from '../peer.js';
import { FLUSH, MODEL, SOCKET_PARAMETERS } from '../utterance.js';

export const peer: Peer = {
  title: '@deepgram/sdk in a function node, a socket per session',
  open: (url) =>
    openTalkingFlow(
      withSdk(
        url,
        `
      const sockets = context.get('sockets') ?? new Map();
      context.set('sockets', sockets);
      let socket = sockets.get(msg.bench);
      if (msg.action === 'close') {
        sockets.delete(msg.bench);
        socket.sendClose({ type: 'Close' });
        socket.close();
        return { ...msg, topic: 'close' };
      }
      if (!socket) {
        socket = await context.get('client').speak.v1.connect(
          { model: '${MODEL}', ...${JSON.stringify(SOCKET_PARAMETERS)} },
        );
        sockets.set(msg.bench, socket);
        let inOrder = Promise.resolve();
        socket.on('message', (message) => {
          // Audio comes as a Blob that has to be read, and is in order only if one sees to it.
          const bytes = message.arrayBuffer?.();
          inOrder = inOrder.then(async () => {
            if (bytes) node.send({ ...msg, payload: Buffer.from(await bytes) });
            else if (message.type === 'Flushed') node.send({ ...msg, payload: message, complete: true });
          });
        });
        socket.connect();
        await socket.waitForOpen();
      }
      socket.sendText({ type: 'Speak', text: msg.payload });
      socket.sendFlush(${JSON.stringify(FLUSH)});`,
      ),
    ),
};
