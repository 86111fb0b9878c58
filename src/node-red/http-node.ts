import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Addresses, openAddresses } from '../callback/addresses.js';
import type { Endpoint } from '../callback/endpoint.js';
import { leaveOwnPorts } from '../callback/own-server.js';
import { localPath } from '../callback/public-url.js';
import { receive } from '../callback/receive.js';
import { receiveUpgrade } from '../callback/upgrade.js';
import { middlewareOf } from './http-middleware.js';
import type { Red } from './runtime.js';

/** Node-RED with its own server; a program that embeds it may have none. */
type Served = Red & { readonly server?: Server };

/** Where endpoints listen on a Node-RED's own server. */
interface Mounted {
  readonly addresses: Addresses;
  /** Listens for upgrades while there are addresses, and not when there are none. */
  watchUpgrades(): void;
}

/** What listens on each Node-RED's own server; one, but for programs that embed several. */
const mounted = new WeakMap<object, Mounted>();

/**
 * Lets an endpoint listen below `httpNodeRoot` on Node-RED's own server. There is one route for all
 * endpoints, and it stays: Express has no way to take one away.
 *
 * @returns what ends it, or undefined where another endpoint has the path
 */
export async function listenOnNodeRed(RED: Red, path: string, endpoint: Endpoint) {
  await leaveOwnPorts(endpoint.id);
  const { addresses, watchUpgrades } = mounted.get(RED.httpNode) ?? mount(RED);
  const leave = addresses.claim(path, endpoint);
  watchUpgrades();
  return (
    leave &&
    ((removed: boolean) => {
      leave(removed);
      watchUpgrades();
    })
  );
}

/** Gives up the path on which an endpoint listened before it came back on a port of its own. */
export function leaveNodeRed(RED: Red, id: string): void {
  const there = mounted.get(RED.httpNode);
  there?.addresses.leave(id);
  there?.watchUpgrades();
}

function mount(RED: Red): Mounted {
  const addresses = openAddresses();
  const there = { addresses, watchUpgrades: watchUpgrades(RED, addresses) };
  mounted.set(RED.httpNode, there);
  keepBodies(RED, addresses);
  const through = middlewareOf(RED);
  RED.httpNode.use((request, response, next) => {
    const [path = ''] = (request.url ?? '').split('?');
    const endpoint = addresses.at(path);
    if (!endpoint) next();
    else through(request, response, next, () => void receive(request, response, endpoint));
  });
  return there;
}

/**
 * Node-RED's editor stands before the routes of nodes, and parses every body that claims to be JSON: whatever it
 * proves, and up to `apiMaxLength` only. `_body` is how body parsers tell each other that one is taken care of;
 * core's http in sets it for the same reason.
 */
function keepBodies(RED: Served, addresses: Addresses): void {
  const endpointOf = finder(RED, addresses);
  RED.server?.prependListener('request', (request: IncomingMessage & { _body?: boolean }) => {
    if (endpointOf(request)) request._body = true;
  });
}

/**
 * Makes what listens for upgrades on Node-RED's own server: one listener for all endpoints, which leaves alone what
 * is none of theirs. Core's websocket nodes and the editor listen beside it.
 */
function watchUpgrades(RED: Served, addresses: Addresses): () => void {
  const endpointOf = finder(RED, addresses);
  let isListening = false;

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const endpoint = endpointOf(request);
    if (!endpoint) return;
    socket.on('error', () => undefined);
    void receiveUpgrade(request, socket, head, endpoint);
  }

  return () => {
    const isWanted = !addresses.isEmpty();
    if (isWanted && !isListening) RED.server?.on('upgrade', onUpgrade);
    if (!isWanted && isListening) RED.server?.off('upgrade', onUpgrade);
    isListening = isWanted;
  };
}

/** Makes what says whose a request to Node-RED's own server is, before any route has seen it. */
function finder({ settings }: Red, addresses: Addresses) {
  const root = localPath('/', settings.httpNodeRoot || '/');
  const skipped = root === '/' ? 0 : root.length;
  return ({ url = '' }: IncomingMessage): ReturnType<Addresses['at']> => {
    const [path = ''] = url.split('?');
    // The root is Express's to find, which does not mind capital letters.
    const isBelow = path.slice(0, skipped).toLowerCase() === root.slice(0, skipped).toLowerCase();
    return isBelow ? addresses.at(path.slice(skipped)) : undefined;
  };
}
