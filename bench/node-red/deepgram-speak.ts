import type { Work } from '../peer.js';
import { ROOT } from '../root.js';
import { KEY, MODEL, MOST_AT_ONCE, PARAMETERS } from '../utterance.js';
import { openFlow } from './flow.js';

/** This package as a user has it: installed, with retries, limits, timeout and status as the palette sets them. */
export function openDeepgramSpeak(url: string, result: 'buffer' | 'parts'): Promise<Work> {
  return openFlow({
    installed: { '@deepgram-contrib/node-red-deepgram': ROOT },
    credentials: { account: { apiKey: KEY } },
    config: [
      {
        id: 'account',
        type: 'deepgram-config',
        url,
        auth: 'key',
        concurrency: MOST_AT_ONCE,
        timeout: 60,
        retries: 3,
      },
    ],
    chain: [
      {
        id: 'speak',
        type: 'deepgram-speak',
        account: 'account',
        text: 'payload',
        textType: 'msg',
        model: MODEL,
        modelType: 'str',
        params: PARAMETERS,
        options: 'deepgramOptions',
        optionsType: 'msg',
        result,
        output: 'payload',
        longText: 'split',
      },
    ],
  });
}
