import { openHttpIn } from '../node-red/http-in.js';
import type { Peer } from '../peer.js';

export const peer: Peer = { title: 'core http in, one wire', open: () => openHttpIn('line') };
