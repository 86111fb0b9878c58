import type { Credentials } from '../callback/basic.js';
import { localPath } from '../callback/public-url.js';
import type { Definition, Node } from './runtime.js';
import { numberOr } from './settings.js';

/** The settings of a deepgram-callback-endpoint node, as flows are saved with them. */
export interface CallbackEndpointDefinition extends Definition {
  path?: string;
  publicUrl?: string;
  listen?: string;
  port?: unknown;
  tls?: string;
  store?: string;
  deadline?: unknown;
  maxBody?: unknown;
  keyId?: string;
  acceptUnproven?: unknown;
}

/** Its credentials. */
export interface CallbackCredentials {
  secret?: string;
  username?: string;
  password?: string;
}

/** The same settings, complete. */
export interface CallbackEndpointSettings {
  /** With a leading slash, as it stands in a request's target. */
  readonly path: string;
  readonly publicUrl: string;
  readonly listen: 'node-red' | 'own';
  readonly port: number;
  readonly tls: string | undefined;
  readonly store: string | undefined;
  /** ms */
  readonly deadline: number;
  /** bytes */
  readonly maxBody: number;
  readonly keyId?: string;
  readonly acceptUnproven: boolean;
  readonly secret?: string;
  readonly credentials?: Credentials;
}

/** About two weeks: longer than this no timer of Node.js runs. */
const DEADLINE_LIMIT_MINUTES = 20_000;

/** What the bodies of all deliveries together may have. */
export const BODY_LIMIT_MB = 512;

/** Reads a node's settings; what an older flow does not have yet gets its default. */
export function readCallbackEndpointSettings(
  definition: CallbackEndpointDefinition,
  { credentials = {} }: Pick<Node<CallbackCredentials>, 'credentials'>,
): CallbackEndpointSettings {
  const { username, password = '', secret } = credentials;
  const keyId = definition.keyId?.trim();
  const minutes = Math.max(0, numberOr(definition.deadline, 60));
  return {
    path: new URL(localPath('/', definition.path || '/deepgram/callback'), 'http://host').pathname,
    publicUrl: definition.publicUrl ?? '',
    listen: definition.listen === 'own' ? 'own' : 'node-red',
    port: Math.floor(numberOr(definition.port, 8443)),
    tls: definition.tls || undefined,
    store: definition.store || undefined,
    deadline: Math.min(DEADLINE_LIMIT_MINUTES, minutes) * 60_000,
    maxBody: Math.min(BODY_LIMIT_MB, Math.max(0, numberOr(definition.maxBody, 250))) * 1024 * 1024,
    ...(keyId && { keyId }),
    acceptUnproven: String(definition.acceptUnproven) === 'true',
    ...(secret && { secret }),
    ...(username && { credentials: { username, password } }),
  };
}
