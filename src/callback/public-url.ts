/**
 * The address by which Deepgram reaches us, and what keeps it from doing so. Imports nothing: the dialog
 * shows and marks with the same functions that the runtime sends with.
 */

/** What makes up the address of an endpoint. */
export interface Address {
  /** How the internet reaches it; with a path it is taken as it is, because a proxy may rewrite. */
  readonly publicUrl: string;
  /** The path that the endpoint listens on. */
  readonly path: string;
  readonly listen: 'node-red' | 'own';
  /** Where Node-RED serves the routes of nodes; false where it serves none. */
  readonly httpNodeRoot: string | false;
}

/** How Deepgram comes to an address: with a request for each result, or with a WebSocket for all of a live stream. */
export type Way = 'requests' | 'socket';

/** Why Deepgram can't call an address: a key of the locale catalogs' `problems` and `errors`. */
export type ReachProblem =
  | 'callbackUnreadable'
  | 'callbackScheme'
  | 'callbackSocketScheme'
  | 'callbackPort'
  | 'callbackPrivate';

/** The only ports that Deepgram calls (developers.deepgram.com/docs/callback). */
export const CALLBACK_PORTS: readonly string[] = ['80', '443', '8080', '8443'];

/** The finished address, without credentials and job; undefined where it can't be made. */
export function finishedUrl({ publicUrl, path, listen, httpNodeRoot }: Address): URL | undefined {
  const text = publicUrl.trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.pathname === '/') {
    url.pathname = listen === 'own' ? localPath('/', path) : localPath(httpNodeRoot || '/', path);
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

/** Where an endpoint's requests arrive on this machine: root and path with exactly one slash between. */
export function localPath(root: string, path: string): string {
  const parts = `${root}/${path}`.split('/').filter((part) => part !== '');
  return `/${parts.join('/')}`;
}

/** The address at which an endpoint takes WebSockets: the same server has them, so that ws goes with http. */
export function socketUrl(finished: URL): URL {
  return new URL(finished.href.replace(/^http/, 'ws'));
}

/** What keeps Deepgram from calling an address; undefined where nothing does. */
export function reachProblem(address: string, way: Way = 'requests'): ReachProblem | undefined {
  if (!URL.canParse(address.trim())) return 'callbackUnreadable';
  const { protocol, port, hostname } = new URL(address.trim());
  const isForSocket = protocol === 'ws:' || protocol === 'wss:';
  if (way === 'socket' && !isForSocket) return 'callbackSocketScheme';
  if (way === 'requests' && protocol !== 'http:' && protocol !== 'https:') return 'callbackScheme';
  if (port !== '' && !CALLBACK_PORTS.includes(port)) return 'callbackPort';
  return isPrivate(hostname) ? 'callbackPrivate' : undefined;
}

/** Names and addresses that exist in one house only. */
const PRIVATE: readonly RegExp[] = [
  /^[^.:]+$/,
  /\.(localhost|local|lan|home|internal|home\.arpa)$/,
  /^(0|10|127)\./,
  /^169\.254\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^192\.168\./,
  // Shared by a provider's customers, and used by overlay networks.
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^\[(::1?|f[cd][\da-f]{2}:.*|fe[89ab][\da-f]:.*|::ffff:.*)\]$/,
];

function isPrivate(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return PRIVATE.some((pattern) => pattern.test(name));
}
