import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a job token says, once its signature has been found right. */
export interface JobTicket {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** ms since the epoch after which the token proves nothing any more. */
  readonly expires: number;
}

/** What signs the tokens of one endpoint. */
export interface Signer {
  readonly secret: string;
  /** The endpoint's own id: it is signed along, so that a token is worth nothing at another endpoint. */
  readonly endpoint: string;
}

/** A job id that can't be guessed. */
export function createJobId(): string {
  return randomBytes(16).toString('hex');
}

/** The token that a callback URL carries as its query parameter `job`: `<id>.<expiry in ms, base 36>.<signature>`. */
export function signToken({ id, expires }: JobTicket, signer: Signer): string {
  const claim = `${id}.${expires.toString(36)}`;
  return `${claim}.${sign(claim, signer)}`;
}

/**
 * Checks a token; the signature is compared in constant time.
 *
 * @param now - ms since the epoch
 * @returns what the token says, or undefined where it is not ours, not for this endpoint, or expired
 */
export function verifyToken(token: string, signer: Signer, now: number): JobTicket | undefined {
  const [, claim, id, expiry, signature] =
    /^(([0-9a-f]{32})\.([0-9a-z]{1,10}))\.([\w-]{43})$/.exec(token) ?? [];
  if (!claim || !id || !expiry || !signature) return undefined;
  const expected = Buffer.from(sign(claim, signer));
  if (!timingSafeEqual(Buffer.from(signature), expected)) return undefined;
  const expires = Number.parseInt(expiry, 36);
  return now <= expires ? { id, expires } : undefined;
}

function sign(claim: string, { secret, endpoint }: Signer): string {
  return createHmac('sha256', secret).update(`${endpoint}.${claim}`).digest('base64url');
}
