import { check, isBlank, type Problem } from '../transcribe/check.js';
import { familyOf } from '../transcribe/models.js';
import { type Group, PARAMETERS, type ParameterRow, type Parameters } from '../transcribe/parameters.js';
import { isEnvironment, knownModel, type VoiceSetting } from './choices.js';

/** The parameters that have their place on top of the dialog, and are in no folded group. */
const ON_TOP: readonly string[] = ['language'];

/** The rows of the folded groups, in the order in which the dialog offers them. */
export const FOLDED: readonly ParameterRow[] = PARAMETERS.filter(({ name }) => !ON_TOP.includes(name));

/** The groups that the dialog folds them into. */
export const GROUPS: readonly Group[] = [...new Set(FOLDED.map(({ group }) => group))];

/** The parameters that were set and that the table does not know. */
export function unknownOf(parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => !PARAMETERS.some((row) => row.name === name)),
  );
}

/** Whether a row is worth showing: the model takes the parameter, or it is set and has to be mended. */
export function isOffered(row: ParameterRow, model: VoiceSetting, parameters: Parameters): boolean {
  return takes(row, model) || !isBlank(parameters[row.name]);
}

/** Whether a model takes a parameter. Where nothing is known of the model, it may. */
function takes({ families }: ParameterRow, model: VoiceSetting): boolean {
  const family = familyOf(knownModel(model));
  return !families || family === undefined || families.includes(family);
}

/** What Deepgram would refuse, as far as it can be known before a message comes. */
export function problemsOf(model: VoiceSetting, parameters: Parameters): Problem[] {
  return check(knownModel(model), parameters).filter(
    ({ parameter }) => !isEnvironment(parameters[parameter]),
  );
}

/** How many parameters of a group are set. */
export function countSet(group: Group, parameters: Parameters): number {
  return FOLDED.filter((row) => row.group === group && !isBlank(parameters[row.name])).length;
}

/** The parameter that is on and makes this one count for nothing, if there is one. */
export function overriderOf(name: string, parameters: Parameters): string | undefined {
  return PARAMETERS.find(({ name: other, overrides }) => overrides?.includes(name) && isOn(parameters[other]))
    ?.name;
}

function isOn(value: unknown): boolean {
  return !isBlank(value) && String(value) !== 'false' && String(value) !== '';
}
