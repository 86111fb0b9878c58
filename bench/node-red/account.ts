import { ROOT } from '../root.js';
import { KEY, MOST_AT_ONCE } from '../utterance.js';
import type { FlowNode } from './user-dir.js';

/** This package as a user has it: installed, with an account whose retries, limits and timeout are as the palette sets them. */
export function withAccount(url: string) {
  const account: FlowNode = {
    id: 'account',
    type: 'deepgram-config',
    url,
    auth: 'key',
    concurrency: MOST_AT_ONCE,
    timeout: 60,
    retries: 3,
  };
  return {
    installed: { '@deepgram-contrib/node-red-deepgram': ROOT },
    credentials: { account: { apiKey: KEY } },
    config: [account],
  };
}
