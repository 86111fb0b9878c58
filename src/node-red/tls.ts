import type { Tls } from '../client/account.js';
import type { Red } from './runtime.js';

interface TlsNode {
  addTLSOptions(options: object): Tls;
}

/** Reads what a tls-config node is set to; undefined where there is none. */
export function readTls(RED: Red, id: string | undefined): Tls | undefined {
  const node = RED.nodes.getNode(id) as TlsNode | null | undefined;
  if (!node) return undefined;
  // ALPN is left out: it belongs to other protocols than ours, MQTT say.
  const { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized } = node.addTLSOptions({});
  const wanted = { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized };
  return Object.fromEntries(
    Object.entries(wanted).filter(([, value]) => value !== undefined && value !== ''),
  );
}
