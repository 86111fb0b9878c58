import { accountIn } from './account-in-subflow.js';
import { field } from './elements.js';
import type { EditorNode } from './red.js';
import './red.js';

/** What the editor knows of an account, as the admin routes that try one out take it. */
export interface AccountBody {
  readonly id: string;
  readonly url?: string;
  readonly auth?: string;
  /** Ids of config nodes. */
  readonly tls?: string;
  readonly proxy?: string;
  /** Absent where it was not typed since the last deploy: then Node-RED has it, and the editor has not. */
  readonly apiKey?: string;
}

/** What the editor holds of credentials, once their dialog has been open, until they are deployed. */
interface Credentials {
  readonly apiKey?: string;
  readonly has_apiKey?: boolean;
}

const PROPERTIES = ['url', 'auth', 'tls', 'proxy'] as const;

/** What a select of config nodes holds where none is chosen. */
const NONE: readonly string[] = ['', '_ADD_'];

/** What stands in the field of a key that Node-RED has. */
const KEPT = '__PWRD__';

/**
 * What the editor knows of an account, be it deployed or not.
 *
 * @param chosen - as the account's select in a node's dialog has it
 * @returns undefined where none is chosen, or one that is not there
 */
export function accountBody(chosen: string): AccountBody | undefined {
  const id = NONE.includes(chosen) ? undefined : accountIn(chosen);
  const node = id === undefined ? undefined : RED.nodes.node(id);
  if (id === undefined || node?.type !== 'deepgram-config') return undefined;
  return {
    id,
    ...values((property) => node[property]),
    ...keyOf(node.credentials as Credentials | undefined),
  };
}

/** The same of the account whose dialog is open, as its fields have it. */
export function openAccountBody({ id }: Pick<EditorNode, 'id'>): AccountBody {
  const input = (property: string) => field(`node-config-input-${property}`).value;
  const apiKey = input('apiKey');
  return { id, ...values(input), ...(apiKey !== KEPT && { apiKey }) };
}

/**
 * What Node-RED has in an older form than the editor: it goes by config nodes as they are deployed.
 *
 * @returns a key of the locale catalogs' `errors`; undefined where there is nothing such
 */
export function undeployedWay({ tls, proxy }: AccountBody): string | undefined {
  const isChanged = (id: string | undefined) => id !== undefined && RED.nodes.node(id)?.changed === true;
  if (isChanged(tls)) return 'tlsNotDeployed';
  return isChanged(proxy) ? 'proxyNotDeployed' : undefined;
}

function values(of: (property: string) => unknown): Omit<AccountBody, 'id' | 'apiKey'> {
  const known = PROPERTIES.map((property) => [property, String(of(property) ?? '')] as const);
  return Object.fromEntries(known.filter(([, value]) => !NONE.includes(value)));
}

function keyOf(credentials: Credentials | undefined): Pick<AccountBody, 'apiKey'> {
  const { apiKey, has_apiKey: isKept } = credentials ?? {};
  if (apiKey !== undefined && apiKey !== KEPT) return { apiKey };
  return isKept === false ? { apiKey: '' } : {};
}
