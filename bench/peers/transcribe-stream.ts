import { MODEL } from '../listen.js';
import { LIVE_PARAMETERS } from '../live.js';
import { withAccount } from '../node-red/account.js';
import { openHearingFlow } from '../node-red/hearing-flow.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'deepgram-transcribe-stream',
  open: (url) =>
    openHearingFlow({
      ...withAccount(url),
      chain: [
        {
          id: 'transcribe',
          type: 'deepgram-transcribe-stream',
          account: 'account',
          audio: 'payload',
          audioType: 'msg',
          model: MODEL,
          modelType: 'str',
          params: LIVE_PARAMETERS,
          options: 'deepgramOptions',
          optionsType: 'msg',
          output: 'payload',
          emit: 'all',
          session: 'bench',
          sessionType: 'msg',
          idle: 60,
        },
      ],
    }),
};
