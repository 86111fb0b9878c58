import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AccountSettings } from '../client/account.js';
import { type Admin, answerJson, serveAdmin } from './admin-route.js';
import { type Catalog, failed, loadCatalog } from './catalog.js';
import { type Cache, createCache } from './catalog-cache.js';
import type { Red } from './runtime.js';
import { isParameters } from './settings.js';
import { trialSettings } from './trial-account.js';

/** Where the editor asks what there is to choose from, at the server of a deployed account and of one that is not. */
const DEPLOYED_PATH = '/deepgram-config/catalog';
const TYPED_PATH = '/deepgram-config/catalog/typed';

/** How many servers are remembered. */
const SERVERS = 10;

/** Asked where no account is chosen yet. */
const DEEPGRAM: AccountSettings = {
  url: 'https://api.deepgram.com',
  auth: 'none',
  concurrency: 1,
  timeout: 1,
  retries: 0,
};

/**
 * Lets the editor ask which voices and models there are. To be called when the node's type is loaded.
 *
 * Who may only look at flows can have Node-RED ask Deepgram itself (`{}`) and the servers of deployed accounts
 * (`{ id }`), but no address of their own: the other path, which takes an account as `trialSettings` does, is for those
 * who may change flows, and could have it call any address anyhow. The answer is a {@link Catalog}, and 200 also where
 * it has a problem: browsers write other statuses to their console.
 */
export function serveCatalog(RED: Red & Admin): void {
  const cache = createCache<Catalog>(SERVERS);
  serveAdmin(RED, DEPLOYED_PATH, 'deepgram-config.read', async (body, response) => {
    if (isForAll(body)) await answer(RED, cache, body, response);
    else answerJson(response, 400, {});
  });
  serveAdmin(RED, TYPED_PATH, 'deepgram-config.write', (body, response) =>
    answer(RED, cache, body, response),
  );
}

async function answer(
  RED: Red,
  cache: Cache<Catalog>,
  body: unknown,
  response: ServerResponse,
): Promise<void> {
  answerJson(response, 200, await ask(RED, cache, body));
}

async function ask(RED: Red, cache: Cache<Catalog>, body: unknown): Promise<Catalog> {
  try {
    const isNone = isParameters(body) && Object.keys(body).length === 0;
    const settings = isNone ? DEEPGRAM : trialSettings(RED, body);
    return await cache(wayTo(settings), () => loadCatalog(settings));
  } catch (error) {
    return failed(error, '').value;
  }
}

/** A server and the way to it. A digest, because the way may have secrets: a proxy's password, a certificate's key. */
function wayTo({ url, tls, proxy }: AccountSettings): string {
  return createHash('sha256')
    .update(JSON.stringify([url, tls, proxy]))
    .digest('hex');
}

/** Whether nothing but a deployed account is named. */
function isForAll(body: unknown): boolean {
  if (!isParameters(body)) return false;
  const { id = '', ...rest } = body;
  return typeof id === 'string' && Object.keys(rest).length === 0;
}
