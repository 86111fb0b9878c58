import { isBlank } from '../check.js';
import type { Parameters } from '../parameters.js';
import type { ListenWish } from './wish.js';

/** What says when a turn is over, and what it is where nobody says. An eager end can't be taken back. */
const THRESHOLDS: ReadonlyMap<string, number | undefined> = new Map([
  ['eot_threshold', 0.7],
  ['eot_timeout_ms', 5000],
  ['eager_eot_threshold', undefined],
]);

/** Lists, which are called otherwise than in the query; a new one takes the place of the old. */
const LISTS: ReadonlyMap<string, string> = new Map([
  ['keyterm', 'keyterms'],
  ['language_hint', 'language_hints'],
]);

/** A message of ours to Deepgram. */
export type Configure = { readonly type: 'Configure' } & Readonly<Record<string, unknown>>;

/**
 * What turns one stream of Flux into the other while it goes on: `Configure` of /v2/listen, for thresholds, keyterms,
 * language hints and numerals.
 *
 * @returns undefined where it takes another stream
 */
export function configureFor(from: ListenWish, to: ListenWish): Configure | undefined {
  if (from.version !== 'v2' || to.version !== 'v2' || from.model !== to.model) return undefined;
  const changed = changesOf(from.parameters, to.parameters);
  const thresholds: Record<string, unknown> = {};
  const message: Record<string, unknown> = {};
  for (const name of changed) {
    const value = to.parameters[name];
    const list = LISTS.get(name);
    const threshold = isBlank(value) ? THRESHOLDS.get(name) : Number(value);
    if (THRESHOLDS.has(name) && threshold !== undefined) thresholds[name] = threshold;
    else if (list) message[list] = isBlank(value) ? [] : [value].flat().map(String);
    else if (name === 'numerals') message.numerals = String(value) === 'true';
    else return undefined;
  }
  return { type: 'Configure', ...(Object.keys(thresholds).length > 0 && { thresholds }), ...message };
}

function changesOf(from: Parameters, to: Parameters): string[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].filter((name) => textOf(from[name]) !== textOf(to[name]));
}

/** Blanks are not sent, and are one as the other. */
function textOf(value: unknown): string {
  return isBlank(value) ? '' : JSON.stringify([value].flat().map(String));
}
