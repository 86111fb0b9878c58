import type { Endpoint } from '../callback/endpoint.js';
import { finishedUrl, type ReachProblem, reachProblem, socketUrl, type Way } from '../callback/public-url.js';
import { isDeepgram } from '../client/base-url.js';
import { DeepgramError } from '../client/errors.js';
import type { CallbackEndpointNode } from './callback-endpoint.js';
import type { Red } from './runtime.js';

/** An endpoint of ours, and how Deepgram reaches it. */
export interface CallbackAddress {
  readonly endpoint: Endpoint;
  /** Without credentials and job. */
  readonly address: URL;
  readonly settings: CallbackEndpointNode['settings'];
}

/**
 * The endpoint that a node delivers to, once it is open.
 *
 * @param service - whom it is to be reached by
 * @throws DeepgramError CONFIG
 */
export async function callbackAddress(
  RED: Red,
  id: string,
  service: URL,
  way: Way = 'requests',
): Promise<CallbackAddress> {
  const node = RED.nodes.getNode(id) as CallbackEndpointNode | null | undefined;
  if (typeof node?.opened !== 'function') throw new DeepgramError('CONFIG', 'endpointMissing');
  const endpoint = await node.opened();
  const { settings } = node;
  const finished = finishedUrl({ ...settings, httpNodeRoot: RED.settings.httpNodeRoot ?? '/' });
  if (!finished) throw new DeepgramError('CONFIG', 'publicUrlMissing');
  const address = way === 'socket' ? socketUrl(finished) : finished;
  requireReachable(address.href, service, 'CONFIG', way);
  return { endpoint, address, settings };
}

/** What is wrong with an address wherever it is called from. */
const ABSOLUTE: readonly ReachProblem[] = ['callbackUnreadable', 'callbackScheme', 'callbackSocketScheme'];

/** Deepgram itself calls public addresses on four ports only; a self-hosted one may know other ways. */
export function requireReachable(
  url: string,
  service: URL,
  code: 'CONFIG' | 'BAD_REQUEST',
  way: Way = 'requests',
): void {
  const problem = reachProblem(url, way);
  if (!problem) return;
  if (!ABSOLUTE.includes(problem) && !isDeepgram(service)) return;
  throw new DeepgramError(code, problem);
}
