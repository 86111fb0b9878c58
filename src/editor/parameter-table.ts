import { isBlank, type Problem } from '../transcribe/check.js';
import { familyOf } from '../transcribe/models.js';
import type { Group, ParameterRow, Parameters } from '../transcribe/parameters.js';
import { isEnvironment, knownModel, type VoiceSetting } from './choices.js';

/** The parameters of one of Deepgram's endpoints as a dialog offers them. */
export interface ParameterTable {
  /** The rows of the folded groups, in the order in which the dialog offers them. */
  readonly rows: readonly ParameterRow[];
  /** The groups that the dialog folds them into. */
  readonly groups: readonly Group[];
  /** The parameters that were set and that the table does not know. */
  readonly unknownOf: (parameters: Parameters) => Parameters;
  /** Whether a row is worth showing: the model takes the parameter, or it is set and has to be mended. */
  readonly isOffered: (row: ParameterRow, model: VoiceSetting, parameters: Parameters) => boolean;
  /** What Deepgram would refuse, as far as it can be known before a message comes. */
  readonly problemsOf: (model: VoiceSetting, parameters: Parameters) => Problem[];
  /** How many parameters of a group are set. */
  readonly countSet: (group: Group, parameters: Parameters) => number;
}

/**
 * Makes what a dialog needs to know from the rows of a table.
 *
 * @param onTop - names of parameters that have their place on top of the dialog, and are in no folded group
 * @param check - the very check that the runtime makes before it sends
 */
export function parameterTable(
  all: readonly ParameterRow[],
  onTop: readonly string[],
  check: (model: string, parameters: Parameters) => Problem[],
): ParameterTable {
  const rows = all.filter(({ name }) => !onTop.includes(name));
  return {
    rows,
    groups: [...new Set(rows.map(({ group }) => group))],
    unknownOf: (parameters) =>
      Object.fromEntries(
        Object.entries(parameters).filter(([name]) => !all.some((row) => row.name === name)),
      ),
    isOffered: (row, model, parameters) => takes(row, model) || !isBlank(parameters[row.name]),
    problemsOf: (model, parameters) =>
      check(knownModel(model), parameters).filter(({ parameter }) => !isEnvironment(parameters[parameter])),
    countSet: (group, parameters) =>
      rows.filter((row) => row.group === group && !isBlank(parameters[row.name])).length,
  };
}

/** Whether a model takes a parameter. Where nothing is known of the model, it may. */
function takes({ families, models }: ParameterRow, model: VoiceSetting): boolean {
  const name = knownModel(model);
  const family = familyOf(name);
  if (family === undefined) return true;
  return (!families || families.includes(family)) && (!models || models.includes(name));
}
