import { openSpeakStream } from '../node-red/speak-stream.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'deepgram-speak-stream',
  open: (url) => openSpeakStream(url, 0),
};
