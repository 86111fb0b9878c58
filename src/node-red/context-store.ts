import { canBecome, type Job } from '../callback/job.js';
import type { JobStore } from '../callback/job-store.js';
import { DeepgramError } from '../client/errors.js';
import type { Context, Settings } from './runtime.js';

const PREFIX = 'job-';
const SECRET = 'secret';

/**
 * Keeps jobs in a Node-RED context store, one key a job. What is kept is text, the same for every store: the
 * memory store would hand out the live object, and a file would turn a Buffer into seventeen times its size.
 *
 * A context store has no compare-and-set: among instances that share one, `settle` is not atomic.
 */
export function openContextStore(context: Context, store: string | undefined): JobStore {
  const read = (ids: readonly string[]) =>
    ask<unknown[]>((done) => context.get(ids.map(keyOf), store, (error, ...values) => done(error, values)));
  const write = (job: Job) =>
    ask<void>((done) => context.set(keyOf(job.id), JSON.stringify(job), store, done));

  async function find(id: string): Promise<Job | undefined> {
    return parse(await ask((done) => context.get(keyOf(id), store, done)));
  }

  return {
    takeIn: write,
    find,
    async settle(end) {
      if (!canBecome(await find(end.id), end.state)) return false;
      await write(end);
      return true;
    },
    async list(isKnown) {
      const keys = (await ask<string[] | undefined>((done) => context.keys(store, done))) ?? [];
      const ids = keys
        .filter((key) => key.startsWith(PREFIX))
        .map((key) => key.slice(PREFIX.length))
        .filter((id) => !isKnown(id));
      const jobs = ids.length > 0 ? await read(ids) : [];
      return jobs.map(parse).filter((job) => job !== undefined);
    },
    async forget(ids) {
      const nothing = ids.map(() => undefined);
      await ask<void>((done) => context.set(ids.map(keyOf), nothing, store, done));
    },
  };
}

/** The secret that a store keeps for an endpoint: what is there, else `made`, which is there from now on. */
export async function keepSecret(context: Context, store: string | undefined, made: string): Promise<string> {
  const kept = await ask<unknown>((done) => context.get(SECRET, store, done));
  if (typeof kept === 'string' && kept !== '') return kept;
  await ask<void>((done) => context.set(SECRET, made, store, done));
  // Another Node-RED may have begun at the same moment: what is there now counts for both.
  const now = await ask<unknown>((done) => context.get(SECRET, store, done));
  return typeof now === 'string' && now !== '' ? now : made;
}

/** Names of the stores that survive a restart; '' stands for the default one. */
export function durableStores({ contextStorage = {} }: Settings): string[] {
  const names = Object.keys(contextStorage).filter((name) => isDurable(contextStorage[name]));
  const { default: standard } = contextStorage;
  const [first] = Object.keys(contextStorage);
  const standardName = typeof standard === 'string' ? standard : standard ? 'default' : first;
  return standardName && names.includes(standardName) ? ['', ...names] : names;
}

/** Whether settings.js has a store of this name; Node-RED itself would quietly take the default one. */
export function hasStore({ contextStorage = {} }: Settings, name: string): boolean {
  const isBuiltIn = Object.keys(contextStorage).length === 0 && ['default', 'memory'].includes(name);
  return isBuiltIn || Object.hasOwn(contextStorage, name);
}

/** `localfilesystem` writes every 30 s only, unless its cache is off; of foreign modules the best is believed. */
function isDurable(store: unknown): boolean {
  const { module, config } = (store ?? {}) as { module?: unknown; config?: { cache?: unknown } };
  if (module === 'localfilesystem') return config?.cache === false;
  return module !== undefined && module !== 'memory';
}

function keyOf(id: string): string {
  return PREFIX + id;
}

/** An entry that somebody has damaged is no job; it must not keep the others from their deadlines. */
function parse(text: unknown): Job | undefined {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as Job) : undefined;
  } catch {
    return undefined;
  }
}

/** A store that has not called back by then never will. */
const PATIENCE_MS = 10_000;

/** A context store's call as a promise. @throws DeepgramError CONFIG storeFailed */
async function ask<T>(call: (done: (error?: unknown, value?: T) => void) => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer for ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
      call((error, value) => (error ? reject(error) : resolve(value as T)));
    });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new DeepgramError('CONFIG', 'storeFailed', { detail });
  } finally {
    clearTimeout(timer);
  }
}
