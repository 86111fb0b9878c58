import type { Peer } from '../peer.js';
import { speakRequest } from '../utterance.js';

export const peer: Peer = {
  title: 'undici alone, chunk by chunk',
  async open(base) {
    const { Agent } = await import('undici');
    const dispatcher = new Agent();
    const { url, ...options } = speakRequest(base);
    const { origin, pathname, search } = new URL(url);
    return async (onResult) => {
      const path = pathname + search;
      const { body } = await dispatcher.request({ origin, path, method: 'POST', ...options });
      for await (const chunk of body) onResult(chunk.length);
    };
  },
};
