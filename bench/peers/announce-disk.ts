import { openDeepgramSpeak } from '../node-red/deepgram-speak.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'deepgram-speak, cached on disk',
  open: (url) => openDeepgramSpeak(url, 'buffer', 'disk'),
};
