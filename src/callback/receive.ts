import type { IncomingMessage, ServerResponse } from 'node:http';
import { admit } from './admit.js';
import type { Unread } from './body.js';
import { readContent } from './content.js';
import type { Endpoint } from './endpoint.js';
import { respond, type Status } from './respond.js';

const UNREAD: Readonly<Record<Unread, Status>> = { tooLarge: 413, tooSlow: 408, gone: 503, full: 503 };

/**
 * Takes one request at an endpoint's path, from its headers to its answer. Never rejects.
 *
 * @param endpoint - `closed` where there is one, but not at this moment: flows are being deployed
 */
export async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  endpoint: Endpoint | 'closed',
): Promise<void> {
  try {
    const verdict = endpoint === 'closed' ? 503 : await judge(request, response, endpoint);
    if (verdict !== 'flow') respond(response, verdict);
  } catch (error) {
    if (endpoint !== 'closed') endpoint.onError(error);
    respond(response, 503);
  }
}

async function judge(
  request: IncomingMessage,
  response: ServerResponse,
  endpoint: Endpoint,
): Promise<Status | 'flow'> {
  const { method, headers } = request;
  if (method !== 'POST' && method !== 'PUT') return 405;
  // Who sends is looked at before anything else of it is.
  const proof = admit(request, endpoint);
  if (!proof) return 401;
  const unread = (status: Status): Status => {
    const bytes = Number(headers['content-length'] ?? Number.NaN);
    endpoint.onUnread(status, Number.isNaN(bytes) ? undefined : bytes);
    return status;
  };
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && !/^ *identity *$/i.test(encoding)) return unread(415);
  if (!endpoint.hasTakers()) return 503;
  const body = await endpoint.bodies.read(request);
  if (body === 'gone') return UNREAD.gone;
  if (typeof body === 'string') return unread(UNREAD[body]);
  const content = readContent(body, headers['content-type']);
  return endpoint.deliver({ proof, content, body, request, response });
}
