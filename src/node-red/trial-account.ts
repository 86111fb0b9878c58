import { isDeepStrictEqual } from 'node:util';
import type { AccountSettings } from '../client/account.js';
import { baseUrl } from '../client/base-url.js';
import { DeepgramError } from '../client/errors.js';
import { type AccountDefinition, readAccountSettings } from './account-node.js';
import { type DeployedAccount, deployedAccount } from './deployed-account.js';
import type { Node, Red } from './runtime.js';
import { isVariable, variableIn } from './variables.js';

/** What the editor knows of an account: see `AccountBody` there. */
type Told = { readonly [Name in (typeof FIELDS)[number]]?: string };

const FIELDS = ['id', 'url', 'auth', 'tls', 'proxy', 'apiKey'] as const;

/** Longer than any of them is: a short-lived token has one or two thousand characters. */
const LENGTH_LIMIT = 8192;

/**
 * The account that a person tries out in a dialog, which may have been deployed, or changed since, or never been
 * deployed: the values that were typed count, and `${NAME}` in them is replaced as a deploy would do it.
 *
 * A key that was not typed is the one that Node-RED keeps for the deployed account, and it goes to no other address
 * than that account's, nor there by another proxy or TLS: whoever may edit could else have it sent wherever they like.
 *
 * @param body - `{ id }` of a deployed account, as it is; or that and all that the dialog has: `{ id, url, auth, tls,
 *   proxy, apiKey }`, where a missing property means its default, and a missing `apiKey` the one that is kept
 * @returns its settings; nobody who waits at a dialog waits for retries
 * @throws DeepgramError CONFIG when they can't be right, BAD_REQUEST when `body` is nothing that the editor sends
 */
export function trialSettings(RED: Red, body: unknown): AccountSettings {
  const { id, apiKey, ...typed } = readBody(body);
  const deployed = deployedAccount(RED, id);
  if (apiKey === undefined && Object.keys(typed).length === 0) {
    if (!deployed) throw new DeepgramError('CONFIG', 'accountNotDeployed');
    return { ...deployed.settings(), retries: 0 };
  }
  const resolve = (text: string) => variableIn(RED, text, deployed);
  const definition: AccountDefinition = {
    ...Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, resolve(text)])),
    ...{ id: id ?? '', type: 'deepgram-config' },
  };
  if (isVariable(definition.url)) {
    throw new DeepgramError('CONFIG', 'variableUnset', { name: String(definition.url).slice(2, -1) });
  }
  needDeployed(RED, definition.tls, 'tls-config', 'tlsNotDeployed');
  needDeployed(RED, definition.proxy, 'http proxy', 'proxyNotDeployed');
  const settings = readAccountSettings(RED, {}, definition);
  const key = settings.auth === 'none' ? undefined : keyOf(apiKey, deployed, settings);
  return { ...settings, ...(key && { key: resolve(key) }), retries: 0 };
}

function readBody(body: unknown): Told {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const fields = isObject ? (body as Readonly<Record<string, unknown>>) : undefined;
  const told: Record<string, string> = {};
  for (const name of FIELDS) {
    const value = fields?.[name];
    if (value === undefined) continue;
    if (typeof value !== 'string' || value.length > LENGTH_LIMIT) throw unreadable();
    told[name] = value;
  }
  if (Object.keys(told).length === 0) throw unreadable();
  return told;
}

function unreadable(): DeepgramError {
  return new DeepgramError('BAD_REQUEST', 'trialUnreadable');
}

function needDeployed(RED: Red, id: string | undefined, type: string, reason: string): void {
  if (!id) return;
  const node = RED.nodes.getNode(id) as Node | null | undefined;
  if (node?.type !== type) throw new DeepgramError('CONFIG', reason);
}

/** The key that was typed, or else the one that is kept; undefined: the environment's, where it may be used. */
function keyOf(
  typed: string | undefined,
  deployed: DeployedAccount | undefined,
  settings: AccountSettings,
): string | undefined {
  if (typed !== undefined) return typed;
  const kept = deployed?.credentials?.apiKey;
  if (!deployed || !kept) return undefined;
  const { url, tls, proxy } = deployed.settings();
  const isSame =
    addressOf(url) === baseUrl(settings.url).href &&
    isDeepStrictEqual([tls, proxy], [settings.tls, settings.proxy]);
  if (isSame) return kept;
  throw new DeepgramError('CONFIG', 'keyForOtherAddress');
}

/** Undefined where an account was deployed with an address that is none: its key goes nowhere. */
function addressOf(url: string): string | undefined {
  try {
    return baseUrl(url).href;
  } catch {
    return undefined;
  }
}
