import { openDeepgramSpeak } from '../node-red/deepgram-speak.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'deepgram-speak, one message',
  open: (url) => openDeepgramSpeak(url, 'buffer'),
};
