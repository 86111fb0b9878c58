import path from 'node:path';
import { openFlow } from '../node-red/flow.js';
import type { Peer } from '../peer.js';
import { ROOT } from '../root.js';
import { KEY, MODEL, PARAMETERS } from '../utterance.js';

export const peer: Peer = {
  title: '@deepgram/sdk in a function node',
  open: (url) =>
    openFlow({
      installed: { '@deepgram/sdk': path.join(ROOT, 'node_modules/@deepgram/sdk') },
      chain: [
        {
          id: 'sdk',
          type: 'function',
          libs: [{ var: 'sdk', module: '@deepgram/sdk' }],
          initialize: `
            const environment = ${JSON.stringify({ base: url, production: url, agent: url, agentRest: url })};
            context.set('client', new sdk.DeepgramClient({ apiKey: '${KEY}', environment }));`,
          func: `
            const response = await context.get('client').speak.v1.audio.generate({
              text: msg.payload, model: '${MODEL}', ...${JSON.stringify(PARAMETERS)},
            });
            msg.payload = Buffer.from(await response.arrayBuffer());
            return msg;`,
          finalize: '',
          outputs: 1,
          timeout: 0,
          noerr: 0,
        },
      ],
    }),
};
