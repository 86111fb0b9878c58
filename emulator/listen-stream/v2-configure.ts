import type { SocketMessage } from '../socket/record.js';
import type { Failure } from './teller.js';
import { isTexts } from './v1-configure.js';
import {
  type FluxModel,
  hintComplaint,
  MOST_KEYTERMS,
  type Thresholds,
  thresholdComplaint,
} from './v2-query.js';

/** What can be changed while a stream of `/v2/listen` goes on. */
export interface FluxSettings {
  readonly thresholds: Thresholds;
  readonly keyterms: readonly string[];
  readonly language_hints: readonly string[];
  readonly numerals: boolean | undefined;
}

const thresholdNames: ReadonlySet<string> = new Set([
  'eot_threshold',
  'eager_eot_threshold',
  'eot_timeout_ms',
]);

/**
 * The settings after a `Configure`: thresholds one by one, lists as a whole, `[]` empties one. Or why they stay as
 * they are: of the codes, only INVALID_THRESHOLD was seen.
 */
export function configureFlux(
  { json = {} }: SocketMessage,
  current: FluxSettings,
  model: FluxModel,
): FluxSettings | Failure {
  const { type: _, thresholds, keyterms, language_hints, numerals, ...others } = json;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    return { code: 'INVALID_CONFIGURATION', description: `unknown field \`${unknown}\`` };
  const changed = thresholdsFrom(thresholds, current.thresholds);
  if (typeof changed === 'string') return { code: 'INVALID_THRESHOLD', description: changed };
  if (keyterms !== undefined && !(isTexts(keyterms) && keyterms.length <= MOST_KEYTERMS)) {
    return { code: 'INVALID_KEYTERMS', description: `keyterms must be at most ${MOST_KEYTERMS} texts` };
  }
  const hints = language_hints ?? current.language_hints;
  const complaint = isTexts(hints) ? hintComplaint(model, hints) : 'language_hints must be a list of texts';
  if (complaint !== undefined || !isTexts(hints))
    return { code: 'INVALID_LANGUAGE_HINTS', description: complaint ?? '' };
  if (numerals !== undefined && typeof numerals !== 'boolean')
    return { code: 'INVALID_NUMERALS', description: 'numerals must be a boolean' };
  return {
    thresholds: changed,
    keyterms: keyterms ?? current.keyterms,
    language_hints: hints,
    numerals: numerals ?? current.numerals,
  };
}

function thresholdsFrom(given: unknown, current: Thresholds): Thresholds | string {
  if (given === undefined) return current;
  if (typeof given !== 'object' || given === null) return 'thresholds must be an object';
  for (const [name, value] of Object.entries(given)) {
    if (!thresholdNames.has(name)) return `unknown threshold \`${name}\``;
    if (typeof value !== 'number') return `${name} must be a number`;
  }
  const changed: Thresholds = { ...current, ...given };
  return thresholdComplaint(changed) ?? changed;
}
