import { PATH } from '../delivery.js';
import { onTab } from '../node-red/flow.js';
import { openReceiver } from '../node-red/receiver.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'bare Express route in Node-RED',
  open: () =>
    openReceiver([
      onTab({ id: 'route', type: 'bench-route', path: PATH }, 'look'),
      onTab({ id: 'look', type: 'bench-look' }),
    ]),
};
