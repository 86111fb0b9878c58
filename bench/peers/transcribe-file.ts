import { MODEL, PARAMETERS } from '../listen.js';
import { withAccount } from '../node-red/account.js';
import { openFlow } from '../node-red/flow.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'deepgram-transcribe, a file',
  open: (url) =>
    openFlow({
      ...withAccount(url),
      chain: [
        {
          id: 'transcribe',
          type: 'deepgram-transcribe',
          account: 'account',
          audio: 'payload',
          audioType: 'msg',
          source: 'file',
          model: MODEL,
          modelType: 'str',
          params: PARAMETERS,
          options: 'deepgramOptions',
          optionsType: 'msg',
          result: 'transcript',
          output: 'payload',
        },
      ],
    }),
};
