import type { ParameterRow } from './parameters.js';

/** Why one parameter can't be sent: a key of the locale catalogs' `problems` with the values its text needs. */
export interface Problem {
  readonly parameter: string;
  readonly reason:
    | 'notAllowed'
    | 'atLeast'
    | 'outOfRange'
    | 'notAbove'
    | 'betweenSteps'
    | 'notABoolean'
    | 'notAValue'
    | 'oneOnly'
    | 'tooMany'
    | 'tooLong'
    | 'notWithModel'
    | 'notTogether'
    | 'needed'
    | 'needsOn'
    | 'liveOnly'
    | 'recordingsOnly'
    | 'notOnStream'
    | 'byDelivery';
  readonly values: Readonly<Record<string, string | number>>;
}

/** True where a value counts as "not said": such a parameter is not sent. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** What is said of a parameter: blank items of a list are not sent. */
export function itemsOf(value: unknown): unknown[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => !isBlank(item));
}

/** Whether a value has a spelling in a query at all. */
export function isSendable(value: unknown): boolean {
  return itemsOf(value).every((item) => ['string', 'number', 'boolean'].includes(typeof item));
}

/** What is wrong with a value by itself, whatever else is sent. */
export function checkValue(row: ParameterRow, value: unknown): Problem | undefined {
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
      return row.orFalse && said === 'false' ? undefined : checkNumber(row, said);
    case 'text':
      return undefined;
  }
}

/** What is said about a value that is none of those that are possible. */
export function notAllowed(parameter: string, value: string, allowed: readonly (string | number)[]): Problem {
  return { parameter, reason: 'notAllowed', values: { parameter, value, allowed: allowed.join(', ') } };
}

function checkNumber(row: ParameterRow & { type: 'number' }, said: string): Problem | undefined {
  const { name: parameter, min, max, step } = row;
  const number = said.trim() === '' ? Number.NaN : Number(said);
  const values = { parameter, value: said, min };
  if (!(number >= min && number <= (max ?? Number.MAX_VALUE))) {
    return max === undefined
      ? { parameter, reason: 'atLeast', values }
      : { parameter, reason: 'outOfRange', values: { ...values, max } };
  }
  return step && number % step !== 0
    ? { parameter, reason: 'betweenSteps', values: { parameter, value: said, step } }
    : undefined;
}

function checkList(row: ParameterRow & { type: 'list' }, items: readonly unknown[]): Problem | undefined {
  const { name: parameter, maxItems = Number.POSITIVE_INFINITY, maxLength = Number.POSITIVE_INFINITY } = row;
  if (items.length > maxItems)
    return { parameter, reason: 'tooMany', values: { parameter, number: items.length, max: maxItems } };
  const { closed = false, values = [] } = row;
  const foreign = closed ? items.find((item) => !values.includes(String(item))) : undefined;
  if (foreign !== undefined) return notAllowed(parameter, String(foreign), values);
  const longest = items.reduce<number>((length, item) => Math.max(length, String(item).length), 0);
  return longest > maxLength
    ? { parameter, reason: 'tooLong', values: { parameter, length: longest, max: maxLength } }
    : undefined;
}

function isBoolean(said: string): boolean {
  return said === 'true' || said === 'false';
}
