import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Addresses, openAddresses } from '../callback/addresses.js';
import type { Endpoint } from '../callback/endpoint.js';
import { leaveOwnPorts } from '../callback/own-server.js';
import { receive } from '../callback/receive.js';
import type { Handler, Red } from './runtime.js';

/** What listens on each Node-RED's own server; one, but for programs that embed several. */
const mounted = new WeakMap<object, Addresses>();

/**
 * Lets an endpoint listen below `httpNodeRoot` on Node-RED's own server. There is one route for all
 * endpoints, and it stays: Express has no way to take one away.
 *
 * @returns what ends it, or undefined where another endpoint has the path
 */
export async function listenOnNodeRed(RED: Red, path: string, endpoint: Endpoint) {
  await leaveOwnPorts(endpoint.id);
  return (mounted.get(RED.httpNode) ?? mount(RED)).claim(path, endpoint);
}

/** Gives up the path on which an endpoint listened before it came back on a port of its own. */
export function leaveNodeRed(RED: Red, id: string): void {
  mounted.get(RED.httpNode)?.leave(id);
}

function mount(RED: Red): Addresses {
  const addresses = openAddresses();
  mounted.set(RED.httpNode, addresses);
  const { httpNodeMiddleware = [] } = RED.settings;
  const middleware = [httpNodeMiddleware].flat() as Handler[];
  RED.httpNode.use((request, response, next) => {
    const [path = ''] = (request.url ?? '').split('?');
    const endpoint = addresses.at(path);
    if (!endpoint) next();
    else through(middleware, request, response, next, () => void receive(request, response, endpoint));
  });
  return addresses;
}

function through(
  [first, ...rest]: readonly Handler[],
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
  end: () => void,
): void {
  if (!first) {
    end();
    return;
  }
  first(request, response, (error) => {
    if (error) next(error);
    else through(rest, request, response, next, end);
  });
}
