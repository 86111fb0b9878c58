import type { Conversation, Peer } from '../peer.js';
import { FLUSH, KEY, MODEL, SOCKET_PARAMETERS, SPEAK } from '../utterance.js';

export const peer: Peer = {
  title: '@deepgram/sdk alone',
  async open(base) {
    const { DeepgramClient } = await import('@deepgram/sdk');
    const environment = { base, production: base, agent: base, agentRest: base };
    const { encoding, sample_rate } = SOCKET_PARAMETERS;
    const client = new DeepgramClient({ apiKey: KEY, environment });
    return {
      async open(): Promise<Conversation> {
        const socket = await client.speak.v1.connect({
          model: MODEL,
          encoding,
          sample_rate: `${sample_rate}`,
        });
        let hear: (audio: Buffer) => void = () => undefined;
        let end: () => void = () => undefined;
        let inOrder = Promise.resolve();
        socket.on('message', (message: unknown) => {
          // Audio comes as a Blob that has to be read, and is in order only if one sees to it.
          const bytes = message instanceof Blob ? message.arrayBuffer() : undefined;
          inOrder = inOrder.then(async () => {
            if (bytes) hear(Buffer.from(await bytes));
            else if ((message as { type: string }).type === 'Flushed') end();
          });
        });
        socket.connect();
        await socket.waitForOpen();
        return {
          turn: (onAudio) =>
            new Promise((resolve) => {
              hear = onAudio;
              end = resolve;
              socket.sendText(SPEAK);
              socket.sendFlush(FLUSH);
            }),
          async close() {
            socket.sendClose({ type: 'Close' });
            socket.close();
          },
        };
      },
    };
  },
};
