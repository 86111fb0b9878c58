import type { ConnectionOptions } from 'node:tls';
import type { Dispatcher } from 'undici';
import { type Auth, authorization } from './authorization.js';
import { baseUrl } from './base-url.js';
import { DeepgramError } from './errors.js';
import { createQueue, type Queue } from './queue.js';

/** A proxy for HTTP, and the hosts that are reached without it. */
export interface HttpProxy {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly bypass: readonly string[];
}

/** How TLS is done where the system's defaults don't fit, in the names of Node's `tls.connect`. */
export type Tls = {
  readonly [Name in
    | 'ca'
    | 'cert'
    | 'key'
    | 'pfx'
    | 'passphrase'
    | 'servername'
    | 'rejectUnauthorized']?: NonNullable<ConnectionOptions[Name]>;
};

/** Who we are at Deepgram, and how we behave there. */
export interface AccountSettings extends Auth {
  /** Base URL, `https://api.deepgram.com` or a self-hosted one. */
  readonly url: string;
  readonly tls?: Tls;
  /** Without one, the environment's `http_proxy`, `https_proxy` and `no_proxy` count. */
  readonly proxy?: HttpProxy;
  /** REST requests in flight, speaking and transcribing counted apart. */
  readonly concurrency: number;
  /** ms without progress after which a request fails. */
  readonly timeout: number;
  /** Further tries after the first. */
  readonly retries: number;
}

/** An account ready to be used. Its connections are opened by the first request and kept until `close`. */
export interface Account {
  readonly url: URL;
  /** The Authorization header; absent where the server asks for none. */
  readonly authorization?: string;
  /** What no error may tell, should a server echo it. */
  readonly secrets: readonly string[];
  readonly tls?: Tls;
  readonly proxy?: HttpProxy;
  readonly timeout: number;
  /** ms that making a connection may take. */
  readonly connectTimeout: number;
  readonly retries: number;
  /** Places for requests to /v1/speak and /v2/speak. */
  readonly speaking: Queue;
  /** Places for requests to /v1/listen: a doorbell does not wait behind ten voicemails. */
  readonly transcribing: Queue;
  dispatcher(): Promise<Dispatcher>;
  /** Ends every connection at once; requests in flight fail. */
  close(): Promise<void>;
}

const WAITING_LIMIT = 1000;
const CONNECT_TIMEOUT_MS = 10_000;

/** @throws DeepgramError CONFIG when the settings can't be right */
export function openAccount(settings: AccountSettings): Account {
  const url = baseUrl(settings.url);
  const { tls, proxy } = settings;
  const header = authorization(settings, url);
  const key = header?.split(' ').at(-1);
  const connectTimeout = Math.min(CONNECT_TIMEOUT_MS, settings.timeout);
  let agent: Promise<Dispatcher> | undefined;
  return {
    url,
    ...(header !== undefined && { authorization: header }),
    ...(tls && { tls }),
    ...(proxy && { proxy }),
    secrets: key ? [key] : [],
    connectTimeout,
    timeout: settings.timeout,
    retries: settings.retries,
    speaking: createQueue(settings.concurrency, WAITING_LIMIT),
    transcribing: createQueue(settings.concurrency, WAITING_LIMIT),
    dispatcher() {
      agent ??= createDispatcher(settings, connectTimeout);
      return agent;
    },
    async close() {
      await agent?.then(
        (opened) => opened.destroy(),
        () => undefined,
      );
    },
  };
}

async function createDispatcher(
  { tls, proxy, timeout }: AccountSettings,
  connectTimeout: number,
): Promise<Dispatcher> {
  // Loaded here and not above: undici costs 65 ms and 19 MB, which a flow that never speaks should not pay.
  const { EnvHttpProxyAgent, Pool } = await import('undici');
  const options = {
    // HTTP/1.1 only: undici's majors differ in what they negotiate by default.
    allowH2: false,
    connect: { ...tls, timeout: connectTimeout },
    // Towards a proxy, and through it, the limits have to be told again.
    requestTls: { ...tls, timeout: connectTimeout },
    proxyTls: { timeout: connectTimeout },
    clientFactory: (origin: URL, pool: object) => new Pool(origin, { ...pool, headersTimeout: timeout }),
    ...(proxy && {
      httpProxy: proxy.url,
      httpsProxy: proxy.url,
      noProxy: proxy.bypass.join(','),
      ...(proxy.username && { token: basic(proxy.username, proxy.password ?? '') }),
    }),
  };
  try {
    return new EnvHttpProxyAgent(options);
  } catch {
    // Only a proxy's address can be wrong here: the node's, or that of the environment.
    throw new DeepgramError('CONFIG', 'proxyInvalid');
  }
}

/** The credentials of a proxy, as a header says them. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
