import type { Agent } from 'node:http';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Account } from './account.js';
import { proxyFor } from './proxy-for.js';

/** A way through a proxy, for one connection. */
export interface Tunnel {
  readonly agent: Agent;
  /** Goes beside the other options of TLS. */
  checkServerIdentity(name: string, certificate: PeerCertificate): Error | undefined;
  /** The status with which the proxy refused, where it did. */
  refusal(): number | undefined;
  /** Lets go of a proxy that has not answered yet. */
  abort(): void;
}

/** The tunnel to an account's server; undefined where it is reached directly. */
export async function tunnelTo({ url, tls, proxy }: Account): Promise<Tunnel | undefined> {
  const address = proxyFor(url, proxy);
  if (!address) return undefined;
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  const waiting = new AbortController();
  const headers = address.authorization ? { 'Proxy-Authorization': address.authorization } : {};
  const agent = new HttpsProxyAgent(address.url, { headers, signal: waiting.signal });
  let status: number | undefined;
  agent.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
    if (statusCode !== 200) status = statusCode;
  });
  // Node would compare the certificate with the proxy's name where the server is an IP address: it knows no other.
  const name = tls?.servername ?? url.hostname.replace(/^\[|\]$/g, '');
  return {
    agent,
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
    refusal: () => status,
    abort: () => waiting.abort(),
  };
}
