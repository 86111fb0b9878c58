import type { Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { audioUrlFault } from '../announce/audio-url.js';
import { lanAddress } from '../announce/serve/lan-address.js';
import { DeepgramError } from '../client/errors.js';
import type { Red, Settings } from './runtime.js';

/** What of Node-RED tells how it is reached. */
interface Host {
  readonly server?: Server;
  readonly settings: Settings & { readonly uiPort?: unknown; readonly https?: unknown };
}

/** Where devices fetch audio. */
export interface AudioAddress {
  /** How they reach Node-RED's http nodes. */
  readonly base: string;
  readonly httpNodeRoot: string;
}

/** Addresses by which a server listens on all that the machine has. */
const ANY = ['0.0.0.0', '::', ''] as const;

/**
 * How devices reach Node-RED.
 *
 * @param audioUrl - what the account says; blank: by this machine's address in the house
 * @throws DeepgramError CONFIG when they can't, or when that can't be told
 */
export function audioAddress(RED: Red, audioUrl: string): AudioAddress {
  const { httpNodeRoot = '/' } = RED.settings;
  if (httpNodeRoot === false) throw new DeepgramError('CONFIG', 'audioNotServed');
  const base = audioUrl.trim() || ownAddress(RED);
  if (base === undefined) throw new DeepgramError('CONFIG', 'audioUrlUnknown');
  const fault = audioUrlFault(base);
  if (fault) throw new DeepgramError('CONFIG', fault);
  return { base, httpNodeRoot };
}

/** What a blank `audioUrl` stands for at this moment; undefined where the machine is in no network. */
export function ownAddress({ server, settings }: Host): string | undefined {
  const listens = server?.address();
  const { address = '', port = Number(settings.uiPort || 1880) } =
    typeof listens === 'object' && listens !== null ? listens : {};
  // Where Node-RED listens on one address only (uiHost in settings.js), no other one leads to it.
  const host = ANY.some((any) => any === address) ? lanAddress(networkInterfaces()) : address;
  if (host === undefined) return undefined;
  const isSecure = Boolean(settings.https) || (server !== undefined && 'setSecureContext' in server);
  const origin = `${isSecure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return URL.canParse(origin) ? new URL(origin).origin : undefined;
}
