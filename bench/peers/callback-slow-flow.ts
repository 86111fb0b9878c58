import { SECOND_PATH } from '../delivery.js';
import { onTab } from '../node-red/flow.js';
import { callbackIn, ENDPOINT, openReceiver } from '../node-red/receiver.js';
import type { Peer } from '../peer.js';

const ALONE = { id: 'endpoint-alone', path: SECOND_PATH };

export const peer: Peer = {
  title: 'deepgram-callback-in before a flow that waits 30 s, and one before none, in one Node-RED',
  open: () =>
    openReceiver(
      [
        callbackIn(ENDPOINT, 'wait'),
        onTab(
          { id: 'wait', type: 'delay', pauseType: 'delay', timeout: '30', timeoutUnits: 'seconds' },
          'look',
        ),
        onTab({ id: 'look', type: 'bench-look' }),
        callbackIn(ALONE),
      ],
      [ENDPOINT, ALONE],
    ),
};
