import { checkRows } from './check-rows.js';
import { isBlank, type Problem } from './check-value.js';
import { familyOf } from './models.js';
import { PARAMETERS, type Parameters } from './parameters.js';
import { LIVE_ROWS, liveRowsOf } from './parameters-live.js';

/**
 * Everything that Deepgram would refuse, or not do, about transcribing a live stream with this model and these
 * parameters: Flux has a socket of its own, with other parameters than the one of all other models. What neither
 * table knows passes, and so do models of no known family: the API may be newer than this package.
 *
 * @param model - blank where it is not known yet: what depends on it passes
 * @param parameters - with those that the node sets by itself (needs-live.ts)
 */
export function checkLive(model: string, parameters: Parameters): Problem[] {
  const problems = [
    checkModel(model),
    ...Object.keys(parameters).map((parameter) => checkPlace(parameter, model, parameters)),
    ...checkRows(liveRowsOf(model), model, parameters),
  ];
  return problems.filter((problem) => problem !== undefined);
}

function checkModel(model: string): Problem | undefined {
  // Whisper is not offered for streams (developers.deepgram.com/docs/deepgram-whisper-cloud).
  return familyOf(model) === 'whisper'
    ? { parameter: 'model', reason: 'recordingsOnly', values: { parameter: 'model', model } }
    : undefined;
}

/** A parameter that Deepgram has, but not on this socket. */
function checkPlace(parameter: string, model: string, parameters: Parameters): Problem | undefined {
  const has = (rows: readonly { readonly name: string }[]) => rows.some(({ name }) => name === parameter);
  if (isBlank(parameters[parameter]) || has(liveRowsOf(model))) return undefined;
  if (has(LIVE_ROWS)) return { parameter, reason: 'notWithModel', values: { parameter, model } };
  return has(PARAMETERS) ? { parameter, reason: 'notOnStream', values: { parameter } } : undefined;
}
