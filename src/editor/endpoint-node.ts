import { type Address, finishedUrl, localPath } from '../callback/public-url.js';
import { isEnvironment } from './choices.js';
import { textsOf } from './texts.js';
import './red.js';

/** A deepgram-callback-endpoint as the editor holds it: a new one has no blank property, an old one may lack any. */
export interface EndpointNode {
  name?: string;
  path?: string;
  publicUrl?: string;
  listen?: string;
  store?: string;
  /** What the server told of the credentials: user names as they are, of passwords only whether there is one. */
  credentials?: Record<string, string | boolean | undefined>;
}

/** What a property that is missing means. */
export const ENDPOINT_DEFAULTS = {
  path: '/deepgram/callback',
  listen: 'node-red',
  port: '8443',
  deadline: '60',
  maxBody: '250',
} as const;

/** The same of those whose fields are blank then. */
export const ENDPOINT_BLANKS = {
  publicUrl: '',
  tls: '',
  store: '',
  keyId: '',
  acceptUnproven: 'false',
} as const;

/** What makes up an endpoint's address, in this Node-RED. */
export function addressOf({ publicUrl, path, listen }: EndpointNode): Address {
  return {
    publicUrl: publicUrl ?? '',
    path: path?.trim() || ENDPOINT_DEFAULTS.path,
    listen: listen === 'own' ? 'own' : 'node-red',
    httpNodeRoot: RED.settings.httpNodeRoot ?? '/',
  };
}

/** The endpoint's name where lists show it: nothing of the address but host and path. */
export function endpointLabel(node: EndpointNode): string {
  if (node.name) return node.name;
  const address = addressOf(node);
  const url = finishedUrl(address);
  return url ? url.host + url.pathname : localPath('/', address.path);
}

/** The address that Deepgram calls, for people: where it can't be told yet, why. */
export function addressText(address: Address): string {
  const url = finishedUrl(address);
  const text = textsOf('deepgram-callback-endpoint');
  if (isEnvironment(address.publicUrl) || isEnvironment(address.path)) return text('url.environment');
  return url?.href ?? text('url.none');
}
