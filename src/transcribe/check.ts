import { checkRows } from './check-rows.js';
import { isBlank, type Problem } from './check-value.js';
import { familyOf } from './models.js';
import { PARAMETERS, type Parameters } from './parameters.js';

export { isBlank, type Problem };

/**
 * Everything that Deepgram would refuse, or not do, about transcribing a recording with this model and these
 * parameters, in the order of the dialog's fields. Parameters that the table does not know pass, and so do models
 * of no known family: the API may be newer than this package.
 *
 * @param model - blank where it is not known yet: what depends on it passes
 */
export function check(model: string, parameters: Parameters): Problem[] {
  const problems = [checkModel(model), ...checkRows(PARAMETERS, model, parameters)];
  return problems.filter((problem) => problem !== undefined);
}

function checkModel(model: string): Problem | undefined {
  // Flux lives on /v2/listen, which is a socket only.
  return familyOf(model) === 'flux'
    ? { parameter: 'model', reason: 'liveOnly', values: { parameter: 'model', model } }
    : undefined;
}
