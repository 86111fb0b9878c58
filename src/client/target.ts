import type { Account } from './account.js';

/** Where a request or a handshake goes at a server, and what its head says of us. */
export interface Target {
  /** Below the path of the account's URL. */
  readonly path: string;
  readonly headers: { readonly 'user-agent': string; readonly authorization?: string };
}

/** @param path - path and query, from `/v1/…` on */
export function targetOf({ url, authorization }: Account, path: string): Target {
  return {
    path: url.pathname.replace(/\/$/, '') + path,
    headers: { 'user-agent': 'node-red-deepgram', ...(authorization && { authorization }) },
  };
}
