import { SECOND_PATH } from '../delivery.js';
import { onTab } from '../node-red/flow.js';
import { callbackIn, ENDPOINT, openReceiver } from '../node-red/receiver.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'deepgram-callback-in and a bare route, in one Node-RED',
  open: () =>
    openReceiver(
      [
        onTab({ id: 'route', type: 'bench-route', path: SECOND_PATH }, 'look'),
        callbackIn(ENDPOINT, 'look'),
        onTab({ id: 'look', type: 'bench-look' }),
      ],
      [ENDPOINT],
    ),
};
