import type { Peer } from '../peer.js';
import { peer as callbackIn } from './callback-in.js';

/** The same flow; who sends to it submits jobs first. */
export const peer: Peer = { ...callbackIn, title: 'deepgram-callback-in, jobs of ours' };
