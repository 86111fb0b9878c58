import { type AccountSettings, openAccount } from '../client/account.js';
import { DeepgramError } from '../client/errors.js';
import { type Bounds, getJson } from '../client/get-json.js';
import { type CatalogVoice, readVoices } from '../speak/voice-catalog.js';
import { type CatalogModel, readModels } from '../transcribe/model-catalog.js';
import type { Kept } from './catalog-cache.js';

/** What is there to choose from at a server of Deepgram's. */
export interface Catalog {
  readonly voices: readonly CatalogVoice[];
  readonly models: readonly CatalogModel[];
  /** Why there is nothing, or not everything. */
  readonly problem?: CatalogProblem;
}

/** Why a catalog could not be had: a key of the locale catalogs' `catalog`, and what that text needs. */
export interface CatalogProblem {
  readonly reason: 'account' | 'certificate' | 'late' | 'notReached' | 'proxy' | 'refused' | 'unreadable';
  readonly values: Readonly<Record<string, string | number>>;
}

/** Somebody looks at an open list meanwhile. Deepgram's own answer has some 200 kB. */
const BOUNDS: Bounds = { within: 5000, bytes: 2 * 1024 * 1024 };

/** New voices come every few weeks. */
const KEPT_MS = 6 * 60 * 60_000;

/** Long enough for all dialogs that are opened one after another, short enough for who mends what is wrong. */
const FAILED_MS = 30_000;

/**
 * Asks a server of Deepgram's what it has: `GET /v1/models` for all but Flux, `GET /v2/models` for the voices of Flux.
 * Both are public (developers.deepgram.com/docs/model-metadata), so no key is sent.
 *
 * @param settings - how the server is reached; the key is not looked at
 */
export async function loadCatalog(settings: AccountSettings): Promise<Kept<Catalog>> {
  const { key: _, ...rest } = settings;
  try {
    const account = openAccount({ ...rest, auth: 'none', timeout: BOUNDS.within });
    try {
      const [v1, v2] = await Promise.allSettled([
        getJson(account, '/v1/models', BOUNDS),
        getJson(account, '/v2/models', BOUNDS),
      ]);
      return catalogOf(v1, v2, account.url.host);
    } finally {
      await account.close();
    }
  } catch (error) {
    return failed(error, '');
  }
}

/** A catalog that could not be had. */
export function failed(error: unknown, host: string): Kept<Catalog> {
  return { value: { voices: [], models: [], problem: problemOf(error, host) }, ms: FAILED_MS };
}

type Asked = PromiseSettledResult<unknown>;

function catalogOf(v1: Asked, v2: Asked, host: string): Kept<Catalog> {
  const answers = [v1, v2].flatMap((asked) => (asked.status === 'fulfilled' ? [asked.value] : []));
  const voices = [...new Map(answers.flatMap(readVoices).map((voice) => [voice.model, voice])).values()];
  const models = [...new Map(answers.flatMap(readModels).map((model) => [model.model, model])).values()];
  if (v1.status === 'rejected') {
    const { value, ms } = failed(v1.reason, host);
    return { value: { ...value, voices, models }, ms };
  }
  if (voices.length + models.length === 0) {
    return failed(new DeepgramError('PROTOCOL', 'answerNoJson'), host);
  }
  // A server of one's own need not know v2, and says so each time.
  const isComplete = v2.status === 'fulfilled' || isNotThere(v2.reason);
  return { value: { voices, models }, ms: isComplete ? KEPT_MS : FAILED_MS };
}

function isNotThere(error: unknown): boolean {
  const status = error instanceof DeepgramError ? error.cause.status : undefined;
  return status !== undefined && status >= 400 && status < 500 && status !== 429;
}

function problemOf(error: unknown, host: string): CatalogProblem {
  if (!(error instanceof DeepgramError)) return { reason: 'unreadable', values: { host } };
  const { code, reason, cause } = error;
  const { status } = cause;
  if (code === 'CONFIG' || reason === 'trialUnreadable') return { reason: 'account', values: {} };
  if (reason === 'tlsFailed') return { reason: 'certificate', values: { host } };
  if (reason === 'proxyRefused') return { reason: 'proxy', values: {} };
  if (code === 'TIMEOUT' && status === undefined) return { reason: 'late', values: { host } };
  if (code === 'NETWORK') return { reason: 'notReached', values: { host } };
  const isRefused = status !== undefined && (status < 200 || status > 299);
  return isRefused
    ? { reason: 'refused', values: { host, status } }
    : { reason: 'unreadable', values: { host } };
}
