import { openFlow } from '../node-red/flow.js';
import type { Peer } from '../peer.js';
import { speakRequest } from '../utterance.js';

export const peer: Peer = {
  title: 'core http request (keep-alive) + function',
  open(base) {
    const { url, headers } = speakRequest(base);
    return openFlow({
      chain: [
        {
          id: 'build',
          type: 'function',
          func: `
            msg.headers = ${JSON.stringify(headers)};
            msg.payload = { text: msg.payload };
            return msg;`,
          outputs: 1,
          timeout: 0,
          noerr: 0,
        },
        {
          id: 'request',
          type: 'http request',
          method: 'POST',
          ret: 'bin',
          paytoqs: 'ignore',
          url,
          persist: true,
          senderr: true,
          authType: '',
          headers: [],
        },
      ],
    });
  },
};
