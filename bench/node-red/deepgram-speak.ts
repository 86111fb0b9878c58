import type { Work } from '../peer.js';
import { MODEL, PARAMETERS } from '../utterance.js';
import { withAccount } from './account.js';
import { openFlow } from './flow.js';

/** A deepgram-speak as a user has it. */
export function openDeepgramSpeak(
  url: string,
  result: 'buffer' | 'parts',
  cache: 'off' | 'memory' | 'disk' = 'off',
): Promise<Work> {
  return openFlow({
    ...withAccount(url),
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
        cache,
      },
    ],
  });
}
