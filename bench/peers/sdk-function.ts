import { openSdkFunction } from '../node-red/sdk-function.js';
import type { Peer } from '../peer.js';
import { MODEL, PARAMETERS } from '../utterance.js';

export const peer: Peer = {
  title: '@deepgram/sdk in a function node',
  open: (url) =>
    openSdkFunction(
      url,
      `
      const response = await context.get('client').speak.v1.audio.generate({
        text: msg.payload, model: '${MODEL}', ...${JSON.stringify(PARAMETERS)},
      });
      msg.payload = Buffer.from(await response.arrayBuffer());
      return msg;`,
    ),
};
