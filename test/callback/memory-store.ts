import { canBecome, type Job } from '../../src/callback/job.js';
import type { JobStore } from '../../src/callback/job-store.js';

/**
 * Text in a Map, with the delays of a real store: each call takes some turns of the event loop, so that calls
 * overlap. It outlives the jobs that are opened on it, as a file does.
 */
export function createMemoryStore(): JobStore & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  const later = () => new Promise<void>((resolve) => setImmediate(resolve));
  const parse = (text: string | undefined): Job | undefined => text && JSON.parse(text);
  return {
    kept,
    async takeIn(job) {
      await later();
      kept.set(job.id, JSON.stringify(job));
      await later();
    },
    async find(id) {
      await later();
      return parse(kept.get(id));
    },
    async settle(end) {
      await later();
      if (!canBecome(parse(kept.get(end.id)), end.state)) return false;
      kept.set(end.id, JSON.stringify(end));
      await later();
      return true;
    },
    async list(isKnown) {
      await later();
      return [...kept].filter(([id]) => !isKnown(id)).map(([, text]) => JSON.parse(text));
    },
    async forget(ids) {
      await later();
      for (const id of ids) kept.delete(id);
    },
  };
}
