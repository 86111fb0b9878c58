import type { IncomingMessage } from 'node:http';
import type { Endpoint } from './endpoint.js';
import { type Proof, proofOf } from './proof.js';

/** What a request to an endpoint has proven; undefined where it is to be refused, which the endpoint is told. */
export function admit({ headers, url = '' }: IncomingMessage, endpoint: Endpoint): Proof | undefined {
  const query = url.slice(url.indexOf('?') + 1 || url.length);
  const proof = proofOf({ query, headers }, endpoint.proof, Date.now());
  if (!proof) endpoint.onRefused();
  return proof;
}
