import { type Account, type AccountSettings, type HttpProxy, openAccount } from '../client/account.js';
import { DeepgramError } from '../client/errors.js';
import type { Definition, Node, Red } from './runtime.js';
import { numberOr } from './settings.js';
import { readTls } from './tls.js';

/** The settings of a deepgram-config node, as flows are saved with them. */
export interface AccountDefinition extends Definition {
  url?: string;
  auth?: string;
  tls?: string;
  proxy?: string;
  concurrency?: unknown;
  timeout?: unknown;
  retries?: unknown;
  audioUrl?: unknown;
}

/** The longest that is waited, 24 days: a timer of Node.js that is set to 25 fires at once. */
const LONGEST_MS = 24 * 24 * 60 * 60_000;

/** A deepgram-config node at work. */
export interface AccountNode extends Node<{ apiKey?: string }> {
  /** @throws DeepgramError CONFIG when the settings can't be right; the nodes say so with each message */
  account(): Account;
  /** What it is set to, its key included. */
  settings(): AccountSettings;
  /** How devices in the house reach Node-RED's http nodes; blank: by this machine's address. */
  audioUrl: string;
}

interface ProxyNode {
  url?: string;
  noproxy?: string[];
  credentials?: { username?: string; password?: string };
}

/** How devices in the house reach Node-RED, as the account that a node is set to says it; blank: it says nothing. */
export function audioUrlOf(RED: Red, id: string | undefined): string {
  const node = RED.nodes.getNode(id) as Partial<AccountNode> | null | undefined;
  return String(node?.audioUrl ?? '');
}

/** The account a node is set to. @throws DeepgramError CONFIG when there is none */
export function accountOf(RED: Red, id: string | undefined): Account {
  const node = RED.nodes.getNode(id) as AccountNode | null | undefined;
  if (typeof node?.account !== 'function') throw new DeepgramError('CONFIG', 'accountMissing');
  return node.account();
}

/** Reads what a deepgram-config node is set to. */
export function readAccountSettings(
  RED: Red,
  node: Pick<AccountNode, 'credentials'>,
  definition: AccountDefinition,
): AccountSettings {
  const tls = readTls(RED, definition.tls);
  const proxy = readProxy(RED.nodes.getNode(definition.proxy) as ProxyNode | null);
  const key = node.credentials?.apiKey;
  return {
    url: definition.url || 'https://api.deepgram.com',
    auth: definition.auth === 'token' || definition.auth === 'none' ? definition.auth : 'key',
    ...(key && { key }),
    ...(tls && { tls }),
    ...(proxy && { proxy }),
    concurrency: Math.max(1, Math.floor(numberOr(definition.concurrency, 10))),
    timeout: Math.min(Math.max(1, numberOr(definition.timeout, 60) * 1000), LONGEST_MS),
    retries: Math.max(0, Math.floor(numberOr(definition.retries, 3))),
  };
}

function readProxy(node: ProxyNode | null): HttpProxy | undefined {
  if (!node?.url) return undefined;
  const { username, password } = node.credentials ?? {};
  return {
    url: node.url,
    bypass: node.noproxy ?? [],
    ...(username && { username }),
    ...(password && { password }),
  };
}

/** Opens the account when it is first asked for, and keeps it. */
export function openOnce(settings: () => AccountSettings): { account(): Account; close(): Promise<void> } {
  let opened: Account | undefined;
  return {
    account() {
      opened ??= openAccount(settings());
      return opened;
    },
    async close() {
      await opened?.close();
    },
  };
}
