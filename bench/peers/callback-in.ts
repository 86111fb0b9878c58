import { onTab } from '../node-red/flow.js';
import { callbackIn, ENDPOINT, openReceiver } from '../node-red/receiver.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'deepgram-callback-in',
  open: () =>
    openReceiver([callbackIn(ENDPOINT, 'look'), onTab({ id: 'look', type: 'bench-look' })], [ENDPOINT]),
};
