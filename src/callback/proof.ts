import type { IncomingHttpHeaders } from 'node:http';
import type { Authorizer } from './basic.js';
import { type JobTicket, type Signer, verifyToken } from './token.js';

/** What an endpoint takes as proof that a delivery was asked for by us. */
export interface ProofSettings {
  readonly signer: Signer;
  /** Checks the endpoint's credentials: the proof for requests that other programs submitted. */
  readonly isAuthorized?: Authorizer;
  /** The identifier of our API key. */
  readonly keyId?: string;
  readonly acceptUnproven: boolean;
}

/** What a delivery has proven; `ticket` where it is for a job of ours. */
export interface Proof {
  readonly ticket?: JobTicket;
}

/**
 * Looks for the proof in a delivery: a valid job token, or the endpoint's Basic credentials. A `job` that is
 * wrong is refused whatever else is right.
 *
 * @param query - of the request's target, without the question mark
 * @param now - ms since the epoch
 * @returns undefined where the delivery is to be refused
 */
export function proofOf(
  { query, headers }: { query: string; headers: IncomingHttpHeaders },
  { signer, isAuthorized, keyId, acceptUnproven }: ProofSettings,
  now: number,
): Proof | undefined {
  // Deepgram stopped promising `dg-token` on 2026-10-27 (its changelog): when it is there and names another
  // key the delivery is not ours; when it is missing that means nothing.
  const dgToken = headers['dg-token'];
  if (keyId && dgToken !== undefined && dgToken !== keyId) return undefined;
  const tokens = query === '' ? [] : new URLSearchParams(query).getAll('job');
  if (tokens.length > 0) {
    const [token = ''] = tokens;
    const ticket = tokens.length === 1 ? verifyToken(token, signer, now) : undefined;
    return ticket && { ticket };
  }
  if (isAuthorized?.(headers.authorization)) return {};
  return acceptUnproven ? {} : undefined;
}
