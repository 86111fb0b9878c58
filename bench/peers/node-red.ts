import { openFlow } from '../node-red/flow.js';
import type { Peer } from '../peer.js';

export const peer: Peer = { title: 'Node-RED without the package', open: () => openFlow({ chain: [] }) };
