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
  type SpeakVersion,
  STREAM,
  speedRange,
  versionOf,
} from './parameters.js';

/** Why one parameter can't be sent: a key of the locale catalogs' `problems` with the values its text needs. */
export interface Problem {
  readonly parameter: string;
  readonly reason:
    | 'notApplicable'
    | 'notAllowed'
    | 'outOfRange'
    | 'betweenSteps'
    | 'notWithVoice'
    | 'notABoolean'
    | 'notAValue'
    | 'byDelivery'
    | 'notOnStream';
  readonly values: Readonly<Record<string, string | number>>;
}

/**
 * Everything that Deepgram would refuse about these parameters, in the order of the dialog's fields. Parameters
 * that the table does not know pass: the API may be newer than this package.
 *
 * @param table - of a request, or of a socket, whose parameters all go into its handshake
 */
export function check(model: string, parameters: Parameters, table: SpeakTable = REQUEST): Problem[] {
  const version = versionOf(model);
  const problems = Object.entries(parameters).map(([parameter, value]) =>
    table.refused[version].includes(parameter)
      ? { parameter, reason: table.refusal, values: { parameter } }
      : checkShape(parameter, value),
  );
  problems.push(...checkAudio(table, version, parameters));
  problems.push(checkRange('speed', parameters.speed, speedRange(model)));
  problems.push(checkRange('expressivity', parameters.expressivity, EXPRESSIVITY[version]));
  problems.push(checkBoolean('mip_opt_out', parameters.mip_opt_out));
  return problems.filter((problem) => problem !== undefined);
}

/** The same check for a socket. */
export function checkStream(model: string, parameters: Parameters): Problem[] {
  return check(model, parameters, STREAM);
}

function checkAudio(
  table: SpeakTable,
  version: SpeakVersion,
  parameters: Parameters,
): (Problem | undefined)[] {
  const encoding = encodingOf(parameters, table);
  const row = encodingRow(version, parameters, table);
  if (!row) return [notAllowed('encoding', encoding, Object.keys(table.rows[version]))];
  return [
    checkChoice('container', parameters.container, row.containers, encoding),
    checkChoice('sample_rate', parameters.sample_rate, row.sampleRates, encoding),
    isRange(row.bitRates)
      ? checkRange('bit_rate', parameters.bit_rate, row.bitRates)
      : checkChoice('bit_rate', parameters.bit_rate, row.bitRates, encoding),
  ];
}

function checkChoice(
  parameter: string,
  value: unknown,
  allowed: readonly (string | number)[] | undefined,
  encoding: string,
): Problem | undefined {
  if (isBlank(value)) return undefined;
  if (!allowed) return { parameter, reason: 'notApplicable', values: { parameter, encoding } };
  return allowed.map(String).includes(String(value)) ? undefined : notAllowed(parameter, value, allowed);
}

function checkRange(parameter: string, value: unknown, range: Range | undefined): Problem | undefined {
  if (isBlank(value)) return undefined;
  if (!range) return { parameter, reason: 'notWithVoice', values: { parameter } };
  const { min, max, step } = range;
  const number = Number(String(value));
  const values = { parameter, value: String(value), min, max };
  if (!(number >= min && number <= max)) return { parameter, reason: 'outOfRange', values };
  return step && !isMultiple(number, step)
    ? { parameter, reason: 'betweenSteps', values: { ...values, step } }
    : undefined;
}

function isMultiple(number: number, step: number): boolean {
  // 1.15 / 0.05 is not quite 23.
  return Math.abs(number / step - Math.round(number / step)) < 1e-6;
}

// Deepgram takes lower-case booleans only: `False` is answered with 400 (github.com/livekit/agents/issues/2231).
function checkBoolean(parameter: string, value: unknown): Problem | undefined {
  if (isBlank(value) || ['true', 'false'].includes(String(value))) return undefined;
  return { parameter, reason: 'notABoolean', values: { parameter, value: String(value) } };
}

function checkShape(parameter: string, value: unknown): Problem | undefined {
  const items = Array.isArray(value) ? value : [value];
  const sendable = items.every(
    (item) => isBlank(item) || ['string', 'number', 'boolean'].includes(typeof item),
  );
  return sendable ? undefined : { parameter, reason: 'notAValue', values: { parameter } };
}

function notAllowed(parameter: string, value: unknown, allowed: readonly (string | number)[]): Problem {
  return {
    parameter,
    reason: 'notAllowed',
    values: { parameter, value: String(value), allowed: allowed.join(', ') },
  };
}
