import { listenRequest } from '../listen.js';
import { openFlow } from '../node-red/flow.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'core file in + http request (keep-alive)',
  open(base) {
    const { url, headers } = listenRequest(base);
    return openFlow({
      chain: [
        {
          id: 'file',
          type: 'file in',
          filename: 'payload',
          filenameType: 'msg',
          format: '',
          sendError: false,
        },
        {
          id: 'request',
          type: 'http request',
          method: 'POST',
          ret: 'obj',
          paytoqs: 'ignore',
          url,
          persist: true,
          senderr: true,
          authType: '',
          headers: Object.entries(headers).map(([keyValue, valueValue]) => {
            return { keyType: 'other', keyValue, valueType: 'other', valueValue };
          }),
        },
      ],
    });
  },
};
