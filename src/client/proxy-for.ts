import { basic, type HttpProxy } from './account.js';
import { DeepgramError } from './errors.js';

/** A proxy as it is connected to. */
export interface ProxyAddress {
  /** Without credentials. */
  readonly url: URL;
  /** The Proxy-Authorization header. */
  readonly authorization?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * The proxy by which a server is reached, for sockets; the same as undici's `EnvHttpProxyAgent` chooses for
 * requests.
 *
 * @param target - the server's http or https URL
 * @param proxy - without one, the environment's `http_proxy`, `https_proxy` and `no_proxy` count
 * @throws DeepgramError CONFIG when its address can't be read
 */
export function proxyFor(
  target: URL,
  proxy: HttpProxy | undefined,
  environment: Environment = process.env,
): ProxyAddress | undefined {
  const address = proxy?.url ?? addressIn(environment, target.protocol);
  const bypass = proxy?.bypass.join(',') ?? environment.no_proxy ?? environment.NO_PROXY ?? '';
  if (!address || isBypassed(target, bypass)) return undefined;
  try {
    const { protocol, host, username, password } = new URL(address);
    if (!(protocol in DEFAULT_PORTS)) throw new DeepgramError('CONFIG', 'proxyInvalid');
    const url = new URL(`${protocol}//${host}`);
    if (proxy?.username) return { url, authorization: basic(proxy.username, proxy.password ?? '') };
    if (!username || !password) return { url };
    return { url, authorization: basic(decodeURIComponent(username), decodeURIComponent(password)) };
  } catch {
    throw new DeepgramError('CONFIG', 'proxyInvalid');
  }
}

function addressIn(environment: Environment, protocol: string): string | undefined {
  const http = environment.http_proxy ?? environment.HTTP_PROXY;
  if (protocol === 'http:') return http;
  return (environment.https_proxy ?? environment.HTTPS_PROXY) || http;
}

/** Whether a host is on a list of those that are reached directly: `host`, `.domain`, `*.domain`, `host:port`, `*`. */
function isBypassed({ protocol, hostname, port }: URL, bypass: string): boolean {
  if (bypass === '*') return true;
  return bypass
    .split(/[,\s]/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, named = entry, namedPort] = /^(.+):(\d+)$/.exec(entry) ?? [];
      const name = named.replace(/^\*?\./, '').toLowerCase();
      const isPort = !namedPort || Number(namedPort) === (Number(port) || DEFAULT_PORTS[protocol]);
      return isPort && (hostname === name || hostname.endsWith(`.${name}`));
    });
}
