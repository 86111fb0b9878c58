import { openDeepgramSpeak } from '../node-red/deepgram-speak.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'deepgram-speak, a message per chunk',
  open: (url) => openDeepgramSpeak(url, 'parts'),
};
