import { checkValue, isBlank, isSendable, itemsOf, notAllowed, type Problem } from './check-value.js';
import { familyOf, MODELS } from './models.js';
import { type ParameterRow, type Parameters, RAW_SAMPLE_RATES } from './parameters.js';

/**
 * What is wrong with parameters by the rows of a table, in the order of the rows. Parameters without a row are not
 * looked at, except that they must have a spelling.
 *
 * @param model - blank where it is not known yet: what depends on it passes
 */
export function checkRows(
  rows: readonly ParameterRow[],
  model: string,
  parameters: Parameters,
): (Problem | undefined)[] {
  return [
    ...Object.entries(parameters).map(([parameter, value]) => checkShape(parameter, value)),
    ...rows.flatMap((row) => checkRow(row, model, parameters)),
  ];
}

function checkShape(parameter: string, value: unknown): Problem | undefined {
  if (parameter === 'callback' || parameter === 'callback_method')
    return { parameter, reason: 'byDelivery', values: { parameter } };
  return isSendable(value) ? undefined : { parameter, reason: 'notAValue', values: { parameter } };
}

function checkRow(row: ParameterRow, model: string, parameters: Parameters): (Problem | undefined)[] {
  const value = parameters[row.name];
  if (row.name === 'sample_rate') return [checkValue(row, value) ?? checkSampleRate(parameters)];
  if (itemsOf(value).length === 0) return [];
  return [
    checkModel(row, model),
    checkValue(row, value) ?? checkAbove(row, parameters),
    checkNeeds(row, parameters),
    ...checkCompany(row, parameters),
  ];
}

function checkModel({ name, families, models }: ParameterRow, model: string): Problem | undefined {
  const family = familyOf(model);
  const isForeign =
    (families && family !== undefined && !families.includes(family)) ||
    (models && !models.includes(model) && MODELS.some((known) => known.model === model));
  return isForeign
    ? { parameter: name, reason: 'notWithModel', values: { parameter: name, model } }
    : undefined;
}

function checkAbove(row: ParameterRow, parameters: Parameters): Problem | undefined {
  if (row.type !== 'number' || !row.atMost) return undefined;
  const { parameter: other, preset } = row.atMost;
  const max = isBlank(parameters[other]) ? preset : Number(String(parameters[other]));
  const value = Number(String(parameters[row.name]));
  return value > max
    ? { parameter: row.name, reason: 'notAbove', values: { parameter: row.name, value, other, max } }
    : undefined;
}

/** What is to be on, too. A value that is not known yet, an environment variable say, may turn out to be on. */
function checkNeeds({ name, needs: other }: ParameterRow, parameters: Parameters): Problem | undefined {
  const isOff = other !== undefined && (isBlank(parameters[other]) || String(parameters[other]) === 'false');
  return isOff ? { parameter: name, reason: 'needsOn', values: { parameter: name, other } } : undefined;
}

// Deepgram: "diarize_model cannot be used together with diarize or diarize_version."
function checkCompany({ name, excludes = [] }: ParameterRow, parameters: Parameters): Problem[] {
  return excludes
    .filter((other) => !isBlank(parameters[other]))
    .map((other) => ({ parameter: name, reason: 'notTogether', values: { parameter: name, other } }));
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
