import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Addresses, openAddresses } from '../callback/addresses.js';
import type { Endpoint } from '../callback/endpoint.js';
import { leaveOwnPorts } from '../callback/own-server.js';
import { localPath } from '../callback/public-url.js';
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
  keepBodies(RED, addresses);
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

/**
 * Node-RED's editor stands before the routes of nodes, and parses every body that claims to be JSON: whatever it
 * proves, and up to `apiMaxLength` only. `_body` is how body parsers tell each other that one is taken care of;
 * core's http in sets it for the same reason.
 */
function keepBodies({ server, settings }: Red & { readonly server?: Server }, addresses: Addresses): void {
  const root = localPath('/', settings.httpNodeRoot || '/');
  const skipped = root === '/' ? 0 : root.length;
  server?.prependListener('request', (request: IncomingMessage & { _body?: boolean }) => {
    const [path = ''] = (request.url ?? '').split('?');
    // The root is Express's to find, which does not mind capital letters.
    const isBelow = path.slice(0, skipped).toLowerCase() === root.slice(0, skipped).toLowerCase();
    if (isBelow && addresses.at(path.slice(skipped))) request._body = true;
  });
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
