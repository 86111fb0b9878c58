import { check, type Problem } from '../speak/check.js';
import {
  EXPRESSIVITY,
  encodingOf,
  encodingRow,
  isBlank,
  isRange,
  type Parameters,
  type Range,
  REQUEST,
  type SpeakTable,
  speedRange,
  versionOf,
} from '../speak/parameters.js';

/** What may be chosen for one parameter: one of a list, or a number in a range. */
export type Offer =
  | { readonly kind: 'list'; readonly values: readonly Value[]; readonly preset?: Value }
  | { readonly kind: 'range'; readonly min: number; readonly max: number; readonly preset?: number };

/** One value of a parameter. */
export type Value = string | number | boolean;

/** The voice as the dialog has it: a name, or where to read the name from. */
export interface VoiceSetting {
  readonly model: string;
  /** Node-RED's type of the value; the name is known for `str` only. */
  readonly modelType: string;
}

/** Values that Node-RED replaces before a node sees them, so that nothing can be said about them yet. */
export function isEnvironment(value: unknown): boolean {
  return typeof value === 'string' && /^\$(\{[^}]+\}|\([^)]+\))$/.test(value);
}

/** The name of the voice where it is known; else blank, for which the table of `/v1/speak` counts. */
export function knownModel({ model, modelType }: VoiceSetting): string {
  return modelType === 'str' && !isEnvironment(model) ? model.trim() : '';
}

/**
 * What may be chosen for a parameter with this voice and these other parameters.
 *
 * @returns undefined where the parameter does not apply and must not be sent
 */
export function offerOf(
  parameter: string,
  voice: VoiceSetting,
  parameters: Parameters,
  table: SpeakTable = REQUEST,
): Offer | undefined {
  const version = versionOf(knownModel(voice));
  const row = encodingRow(version, parameters, table);
  switch (parameter) {
    case 'encoding':
      return list(Object.keys(table.rows[version]), encodingOf({}, table));
    case 'container':
      return list(row?.containers, row?.containers?.[0]);
    case 'sample_rate':
      return list(row?.sampleRates, row?.sampleRate);
    case 'bit_rate':
      return isRange(row?.bitRates) ? range(row.bitRates, row.bitRate) : list(row?.bitRates, row?.bitRate);
    case 'speed':
      return range(speedRange(knownModel(voice)), 1);
    case 'expressivity':
      return range(EXPRESSIVITY[version], 0);
    case 'mip_opt_out':
      return list([true, false], false);
    default:
      return undefined;
  }
}

/** What Deepgram would refuse, as far as it can be known before a message comes. */
export function problemsOf(
  voice: VoiceSetting,
  parameters: Parameters,
  table: SpeakTable = REQUEST,
): Problem[] {
  return check(knownModel(voice), parameters, table).filter(
    ({ parameter }) => !isEnvironment(parameters[parameter]),
  );
}

/** A copy of the parameters with one of them set; a blank value takes it away. */
export function withParameter(parameters: Parameters, parameter: string, value: unknown): Parameters {
  if (!isBlank(value)) return { ...parameters, [parameter]: value };
  const { [parameter]: _, ...rest } = parameters;
  return rest;
}

function list(values: readonly Value[] | undefined, preset: Value | undefined): Offer | undefined {
  return values && { kind: 'list', values, ...(preset !== undefined && { preset }) };
}

function range(allowed: Range | undefined, preset: number | undefined): Offer | undefined {
  return (
    allowed && { kind: 'range', min: allowed.min, max: allowed.max, ...(preset !== undefined && { preset }) }
  );
}
