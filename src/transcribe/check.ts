import { familyOf } from './models.js';
import { PARAMETERS, type ParameterRow, type Parameters, RAW_SAMPLE_RATES } from './parameters.js';

/** Why one parameter can't be sent: a key of the locale catalogs' `problems` with the values its text needs. */
export interface Problem {
  readonly parameter: string;
  readonly reason:
    | 'notAllowed'
    | 'atLeast'
    | 'betweenSteps'
    | 'notABoolean'
    | 'notAValue'
    | 'oneOnly'
    | 'tooMany'
    | 'tooLong'
    | 'notWithModel'
    | 'notTogether'
    | 'needed'
    | 'liveOnly'
    | 'byDelivery';
  readonly values: Readonly<Record<string, string | number>>;
}

/** True where a value counts as "not said": such a parameter is not sent. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/**
 * Everything that Deepgram would refuse, or not do, about transcribing a recording with this model and these
 * parameters, in the order of the dialog's fields. Parameters that the table does not know pass, and so do models
 * of no known family: the API may be newer than this package.
 *
 * @param model - blank where it is not known yet: what depends on it passes
 */
export function check(model: string, parameters: Parameters): Problem[] {
  const problems = [
    checkModel(model),
    ...Object.entries(parameters).map(([parameter, value]) => checkShape(parameter, value)),
    ...PARAMETERS.flatMap((row) => checkRow(row, model, parameters)),
  ];
  return problems.filter((problem) => problem !== undefined);
}

function checkModel(model: string): Problem | undefined {
  // Flux lives on /v2/listen, which is a socket only.
  return familyOf(model) === 'flux'
    ? { parameter: 'model', reason: 'liveOnly', values: { parameter: 'model', model } }
    : undefined;
}

function checkShape(parameter: string, value: unknown): Problem | undefined {
  if (parameter === 'callback' || parameter === 'callback_method')
    return { parameter, reason: 'byDelivery', values: { parameter } };
  return isSendable(value) ? undefined : { parameter, reason: 'notAValue', values: { parameter } };
}

function isSendable(value: unknown): boolean {
  return itemsOf(value).every((item) => ['string', 'number', 'boolean'].includes(typeof item));
}

function checkRow(row: ParameterRow, model: string, parameters: Parameters): (Problem | undefined)[] {
  const value = parameters[row.name];
  if (row.name === 'sample_rate') return [checkValue(row, value) ?? checkSampleRate(parameters)];
  if (itemsOf(value).length === 0) return [];
  return [checkFamily(row, model), checkValue(row, value), ...checkCompany(row, parameters)];
}

function checkFamily({ name, families }: ParameterRow, model: string): Problem | undefined {
  const family = familyOf(model);
  if (!families || family === undefined || families.includes(family)) return undefined;
  return { parameter: name, reason: 'notWithModel', values: { parameter: name, model } };
}

// Deepgram: "diarize_model cannot be used together with diarize or diarize_version."
function checkCompany({ name, excludes = [] }: ParameterRow, parameters: Parameters): Problem[] {
  return excludes
    .filter((other) => !isBlank(parameters[other]))
    .map((other) => ({ parameter: name, reason: 'notTogether', values: { parameter: name, other } }));
}

function checkValue(row: ParameterRow, value: unknown): Problem | undefined {
  const items = itemsOf(value);
  // What has no spelling has been found already.
  if (items.length === 0 || !isSendable(value)) return undefined;
  const parameter = row.name;
  if (row.type === 'list') return checkList(row, items);
  if (items.length > 1) return { parameter, reason: 'oneOnly', values: { parameter } };
  const said = String(items[0]);
  switch (row.type) {
    case 'boolean':
      // Lower-case ones only: `False` is answered with 400 (github.com/livekit/agents/issues/2231).
      return isBoolean(said)
        ? undefined
        : { parameter, reason: 'notABoolean', values: { parameter, value: said } };
    case 'choice':
      return row.open || row.values.includes(said) || (row.orBoolean && isBoolean(said))
        ? undefined
        : notAllowed(parameter, said, row.orBoolean ? [...row.values, 'true', 'false'] : row.values);
    case 'number':
      return checkNumber(row, said);
    case 'text':
      return undefined;
  }
}

function checkNumber(row: ParameterRow & { type: 'number' }, said: string): Problem | undefined {
  const { name: parameter, min, step } = row;
  const number = said.trim() === '' ? Number.NaN : Number(said);
  const values = { parameter, value: said };
  if (!(number >= min && number < Number.POSITIVE_INFINITY))
    return { parameter, reason: 'atLeast', values: { ...values, min } };
  return step && number % step !== 0
    ? { parameter, reason: 'betweenSteps', values: { ...values, step } }
    : undefined;
}

function checkList(row: ParameterRow & { type: 'list' }, items: readonly unknown[]): Problem | undefined {
  const { name: parameter, maxItems = Number.POSITIVE_INFINITY, maxLength = Number.POSITIVE_INFINITY } = row;
  if (items.length > maxItems)
    return { parameter, reason: 'tooMany', values: { parameter, number: items.length, max: maxItems } };
  const longest = items.reduce<number>((length, item) => Math.max(length, String(item).length), 0);
  return longest > maxLength
    ? { parameter, reason: 'tooLong', values: { parameter, length: longest, max: maxLength } }
    : undefined;
}

function checkSampleRate({ encoding, sample_rate }: Parameters): Problem | undefined {
  const raw = String(encoding);
  const rates = Object.hasOwn(RAW_SAMPLE_RATES, raw) ? RAW_SAMPLE_RATES[raw] : undefined;
  if (!rates) return undefined;
  const parameter = 'sample_rate';
  if (isBlank(sample_rate))
    return { parameter, reason: 'needed', values: { parameter, other: 'encoding', value: raw } };
  return rates.length === 0 || rates.map(String).includes(String(sample_rate))
    ? undefined
    : notAllowed(parameter, String(sample_rate), rates);
}

function isBoolean(said: string): boolean {
  return said === 'true' || said === 'false';
}

/** What is said of a parameter: blank items of a list are not sent. */
function itemsOf(value: unknown): unknown[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => !isBlank(item));
}

function notAllowed(parameter: string, value: string, allowed: readonly (string | number)[]): Problem {
  return { parameter, reason: 'notAllowed', values: { parameter, value, allowed: allowed.join(', ') } };
}
