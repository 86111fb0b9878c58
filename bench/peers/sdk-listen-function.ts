import { MODEL } from '../listen.js';
import { LIVE_PARAMETERS } from '../live.js';
import { openHearingFlow } from '../node-red/hearing-flow.js';
import { withSdk } from '../node-red/sdk-function.js';
import type { Peer } from '../peer.js';

const { encoding, sample_rate, smart_format } = LIVE_PARAMETERS;
const PARAMETERS = {
  ...{ model: MODEL, encoding, sample_rate },
  ...{ smart_format: String(smart_format), interim_results: 'true' },
};

export const peer: Peer = {
  title: '@deepgram/sdk in a function node, live audio',
  open: (url) =>
    openHearingFlow(
      withSdk(
        url,
        `
      const sockets = context.get('sockets') ?? new Map();
      context.set('sockets', sockets);
      let socket = sockets.get(msg.bench);
      if (msg.action === 'close') {
        sockets.delete(msg.bench);
        socket.sendCloseStream({ type: 'CloseStream' });
        socket.close();
        return { ...msg, topic: 'close' };
      }
      if (!socket) {
        socket = await context.get('client').listen.v1.connect(${JSON.stringify(PARAMETERS)});
        sockets.set(msg.bench, socket);
        socket.on('message', (message) => {
          if (message.type !== 'Results') return;
          node.send({ ...msg, payload: message.channel.alternatives[0].transcript, deepgram: message });
        });
        socket.connect();
        await socket.waitForOpen();
      }
      socket.sendMedia(msg.payload);`,
      ),
    ),
};
