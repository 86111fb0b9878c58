import { openWebsocketClients } from '../node-red/websocket-client.js';
import type { Peer } from '../peer.js';

/** As many as a row has at the same time. */
const SOCKETS = 100;

export const peer: Peer = {
  title: 'core websocket out, in + change + function',
  open: (url) => openWebsocketClients(url, SOCKETS),
};
