import { Refusal } from './refusal.js';

/** The credentials that open this emulator. */
export interface Credentials {
  /** The API key, sent as `Authorization: Token <key>`. */
  readonly key: string;
  /** The short-lived JWT, sent as `Authorization: Bearer <token>`. */
  readonly token: string;
}

/** Keys that are let in and then refused, so that every refusal can be seen. */
export const refusedKeys: Readonly<Record<string, Refusal>> = {
  'emulator-no-permission': new Refusal(
    401,
    'INSUFFICIENT_PERMISSIONS',
    'User does not have sufficient permissions.',
  ),
  'emulator-no-model': new Refusal(
    403,
    'INSUFFICIENT_PERMISSIONS',
    'Project does not have access to the requested model.',
  ),
  // Deepgram documents this body for speech-to-text only; what text-to-speech says is not published.
  'emulator-no-credit': new Refusal(
    402,
    'ASR_PAYMENT_REQUIRED',
    'Project does not have enough credits for an ASR request and does not have an overage agreement.',
  ),
};

/**
 * Lets the request in or throws the {@link Refusal} (401, 402 or 403) that Deepgram would answer.
 * The scheme is case-insensitive; an API key sent as `Bearer` is refused, as Deepgram does.
 */
export function authorize(authorization: string | undefined, credentials: Credentials): void {
  const [, scheme, secret] = /^(\S+) +(\S+)$/.exec(authorization ?? '') ?? [];
  if (scheme === undefined || secret === undefined) throw invalidCredentials();
  if (scheme.toLowerCase() === 'bearer' && secret === credentials.token) return;
  if (scheme.toLowerCase() !== 'token') throw invalidCredentials();
  const refusal = refusedKeys[secret];
  if (refusal !== undefined) throw refusal;
  if (secret !== credentials.key) throw invalidCredentials();
}

function invalidCredentials(): Refusal {
  return new Refusal(401, 'INVALID_AUTH', 'Invalid credentials.');
}
