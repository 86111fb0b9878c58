import { isBlank } from './check-value.js';
import { familyOf } from './models.js';
import type { Parameters } from './parameters.js';

/** What leaves a live session: final results, whole utterances, or interim results too. */
export const EMITS = ['final', 'utterance', 'all'] as const;

/** One of them. */
export type Emit = (typeof EMITS)[number];

/** ms of silence that end an utterance, where nothing else is set: Deepgram's own 10 would end one at each breath. */
const ENDPOINTING_MS = 300;
const UTTERANCE_END_MS = 1000;

/**
 * The parameters that must be sent for results to come as they are to be emitted, unless the user has said
 * otherwise: what is set, even to `false`, stays as it is. Flux has turns, and needs nothing.
 *
 * @param parameters - what is sent anyway
 * @param model - where it is known
 * @returns what to send besides
 */
export function liveNeedsOf(emit: Emit, parameters: Parameters, model = ''): Parameters {
  if (emit === 'final' || familyOf(model) === 'flux') return {};
  const unlessSaid = (needs: Parameters) =>
    Object.fromEntries(Object.entries(needs).filter(([name]) => isBlank(parameters[name])));
  if (emit === 'all') return unlessSaid({ interim_results: true });
  // UtteranceEnd comes with interim results only (developers.deepgram.com/docs/utterance-end).
  const isInterim = String(parameters.interim_results ?? true) !== 'false';
  return unlessSaid({
    interim_results: true,
    endpointing: ENDPOINTING_MS,
    ...(isInterim && { utterance_end_ms: UTTERANCE_END_MS }),
  });
}
