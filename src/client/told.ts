import { DeepgramError } from './errors.js';
import { readable } from './refusal.js';
import { cutSecrets } from './secrets.js';

/** A message of a socket: JSON with a type. */
export type Told = Readonly<Record<string, unknown>> & { readonly type: string };

/** Reads a text frame; undefined for what is no message. */
export function readMessage(text: string): Told | undefined {
  try {
    return asTold(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What was parsed, as a message; undefined for what is none. */
export function asTold(parsed: unknown): Told | undefined {
  const isMessage = typeof parsed === 'object' && parsed !== null && 'type' in parsed;
  return isMessage && typeof parsed.type === 'string' ? (parsed as Told) : undefined;
}

/**
 * What an Error message says; which of its names is used differs by endpoint and version.
 *
 * @param secrets - what it may quote and must not come out
 */
export function toldError(message: Told, secrets: readonly string[]): DeepgramError {
  const { code, err_code, variant, description, err_msg, message: words } = message;
  const errCode = [code, err_code, variant].find((name) => typeof name === 'string');
  const detail = readable(cutSecrets(String(description ?? err_msg ?? words ?? errCode ?? ''), secrets));
  const cause = { ...(typeof errCode === 'string' && { errCode }), retryable: true };
  return new DeepgramError('SERVER', 'delivered', { detail }, cause);
}
