import { openDeepgramSpeak } from '../node-red/deepgram-speak.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'deepgram-speak, cached in memory',
  open: (url) => openDeepgramSpeak(url, 'buffer', 'memory'),
};
