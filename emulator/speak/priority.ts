import { invalidQuery } from '../refusal.js';
import type { SpeakQuery } from './query.js';

/** Documented for asynchronous requests only; how a synchronous one is refused is not published. */
export function checkPriority(query: SpeakQuery): void {
  if (query.priority !== undefined && query.callback === undefined) {
    throw invalidQuery('`priority` requires `callback`');
  }
}
