import type { Peer } from '../peer.js';
import { speakRequest } from '../utterance.js';

export const peer: Peer = {
  title: 'undici alone, one Buffer',
  async open(base) {
    const { Agent } = await import('undici');
    const dispatcher = new Agent();
    const { url, ...options } = speakRequest(base);
    const { origin, pathname, search } = new URL(url);
    return async (onResult) => {
      const path = pathname + search;
      const { body } = await dispatcher.request({ origin, path, method: 'POST', ...options });
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(chunk);
      onResult(Buffer.concat(chunks).length);
    };
  },
};
