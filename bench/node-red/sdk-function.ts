import path from 'node:path';
import type { Work } from '../peer.js';
import { ROOT } from '../root.js';
import { KEY } from '../utterance.js';
import { openFlow } from './flow.js';

/** A function node with Deepgram's SDK, between a source and a sink. */
export function openSdkFunction(url: string, func: string): Promise<Work> {
  return openFlow(withSdk(url, func));
}

/** A function node with Deepgram's SDK. @param func - its code, which finds the SDK's `client` in its context */
export function withSdk(url: string, func: string) {
  const environment = { base: url, production: url, agent: url, agentRest: url };
  return {
    installed: { '@deepgram/sdk': path.join(ROOT, 'node_modules/@deepgram/sdk') },
    chain: [
      {
        id: 'sdk',
        type: 'function',
        libs: [{ var: 'sdk', module: '@deepgram/sdk' }],
        initialize: `
          const environment = ${JSON.stringify(environment)};
          context.set('client', new sdk.DeepgramClient({ apiKey: '${KEY}', environment }));`,
        func,
        finalize: '',
        outputs: 1,
        timeout: 0,
        noerr: 0,
      },
    ],
  };
}
