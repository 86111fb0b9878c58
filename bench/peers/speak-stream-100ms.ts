import { openSpeakStream } from '../node-red/speak-stream.js';
import type { Peer } from '../peer.js';

export const peer: Peer = {
  title: 'deepgram-speak-stream, 100 ms per message',
  open: (url) => openSpeakStream(url, 100),
};
