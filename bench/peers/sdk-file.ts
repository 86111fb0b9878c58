import { CONTENT_TYPE, MODEL, PARAMETERS } from '../listen.js';
import { openSdkFunction } from '../node-red/sdk-function.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: '@deepgram/sdk in a function node, by path',
  open: (url) =>
    openSdkFunction(
      url,
      `
      msg.payload = await context.get('client').listen.v1.media.transcribeFile(
        { path: msg.payload, contentType: '${CONTENT_TYPE}' },
        ${JSON.stringify({ model: MODEL, ...PARAMETERS })},
      );
      return msg;`,
    ),
};
