import type { IncomingHttpHeaders } from 'node:http';
import type { Content } from './content.js';

/**
 * Deepgram's id of the request that a delivery answers. A transcript has it in its metadata; audio has none,
 * and whether it comes with the header of the synchronous answer is not documented.
 */
export function requestIdIn({ value, isJson }: Content, headers: IncomingHttpHeaders): string | undefined {
  const header = headers['dg-request-id'];
  const inBody = isJson
    ? (textAt(value, 'metadata', 'request_id') ?? textAt(value, 'request_id'))
    : undefined;
  return inBody ?? (typeof header === 'string' ? header : undefined);
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  let inner = value;
  for (const name of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, name)) return undefined;
    inner = inner[name as never];
  }
  return typeof inner === 'string' ? inner : undefined;
}
