import type { Talker } from '../peer.js';
import { MODEL, SOCKET_PARAMETERS } from '../utterance.js';
import { withAccount } from './account.js';
import { openTalkingFlow } from './talking-flow.js';

/** A deepgram-speak-stream that speaks each message at once. @param frame - ms of audio per message; 0: as it comes */
export function openSpeakStream(url: string, frame: number): Promise<Talker> {
  return openTalkingFlow({
    ...withAccount(url),
    chain: [
      {
        id: 'speak',
        type: 'deepgram-speak-stream',
        account: 'account',
        text: 'payload',
        textType: 'msg',
        model: MODEL,
        modelType: 'str',
        params: SOCKET_PARAMETERS,
        options: 'deepgramOptions',
        optionsType: 'msg',
        output: 'payload',
        flush: 'message',
        pause: 800,
        session: 'bench',
        sessionType: 'msg',
        frame,
        ahead: '',
        header: 'none',
        idle: 60,
      },
    ],
  });
}
