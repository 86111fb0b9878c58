import type { IncomingHttpHeaders } from 'node:http';

/**
 * The credentials of a handshake: its `Authorization`, or what a browser, which can't set headers, sends
 * instead: `Sec-WebSocket-Protocol: token, <API key>` or `bearer, <JWT>`
 * (developers.deepgram.com/docs/using-the-sec-websocket-protocol).
 */
export function authorizationOf(headers: IncomingHttpHeaders): string | undefined {
  if (headers.authorization !== undefined) return headers.authorization;
  const [scheme, secret] = (headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
  return secret === undefined ? undefined : `${scheme} ${secret}`;
}
