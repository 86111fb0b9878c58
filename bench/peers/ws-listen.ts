import { once } from 'node:events';
import { listenSocket } from '../live.js';
import type { Peer } from '../peer.js';

/** A message of the server, as far as one looks into it. */
interface Told {
  readonly type: string;
  readonly channel: { readonly alternatives: readonly [{ readonly transcript: string }] };
}

export const peer: Peer = {
  title: 'ws alone, live audio',
  async open(base) {
    const { WebSocket } = await import('ws');
    const { url, headers } = listenSocket(base);
    return {
      async listen(onResult, onError) {
        const socket = new WebSocket(url, { headers, perMessageDeflate: false });
        socket.on('message', (data: Buffer) => {
          const told = JSON.parse(data.toString()) as Told;
          if (told.type === 'Results') onResult(told.channel.alternatives[0].transcript);
        });
        await once(socket, 'open');
        socket.on('error', onError);
        return {
          hear: (audio) => socket.send(audio),
          async close() {
            const closed = once(socket, 'close');
            socket.send(JSON.stringify({ type: 'CloseStream' }));
            await closed;
          },
        };
      },
    };
  },
};
