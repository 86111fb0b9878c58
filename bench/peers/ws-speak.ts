import { once } from 'node:events';
import type { Conversation, Peer } from '../peer.js';
import { FLUSH, SPEAK, speakSocket } from '../utterance.js';

export const peer: Peer = {
  title: 'ws alone',
  async open(base) {
    const { WebSocket } = await import('ws');
    const { url, headers } = speakSocket(base);
    return {
      async open(): Promise<Conversation> {
        const socket = new WebSocket(url, { headers, perMessageDeflate: false });
        let hear: (audio: Buffer) => void = () => undefined;
        let end: () => void = () => undefined;
        socket.on('message', (data: Buffer, isBinary) => {
          if (isBinary) hear(data);
          else if ((JSON.parse(data.toString()) as { type: string }).type === 'Flushed') end();
        });
        await once(socket, 'open');
        return {
          turn: (onAudio) =>
            new Promise((resolve) => {
              hear = onAudio;
              end = resolve;
              socket.send(JSON.stringify(SPEAK));
              socket.send(JSON.stringify(FLUSH));
            }),
          async close() {
            const closed = once(socket, 'close');
            socket.send(JSON.stringify({ type: 'Close' }));
            await closed;
          },
        };
      },
    };
  },
};
