import { check, isBlank } from '../transcribe/check.js';
import { PARAMETERS, type Parameters } from '../transcribe/parameters.js';
import { parameterTable } from './parameter-table.js';

/** What the dialog of deepgram-transcribe offers. */
export const RECORDED = parameterTable(PARAMETERS, ['language'], check);

export const { unknownOf, problemsOf } = RECORDED;

/** The parameter that is on and makes this one count for nothing, if there is one. */
export function overriderOf(name: string, parameters: Parameters): string | undefined {
  return PARAMETERS.find(({ name: other, overrides }) => overrides?.includes(name) && isOn(parameters[other]))
    ?.name;
}

function isOn(value: unknown): boolean {
  return !isBlank(value) && String(value) !== 'false' && String(value) !== '';
}
