/**
 * The table of what Deepgram's text-to-speech accepts: encoding x container x sample rate x bit rate, and
 * the one check that is made of it. The request, the dialog, the help and the tests all read it here; it
 * imports nothing, so that the same file runs in Node.js and in the editor.
 *
 * Source: developers.deepgram.com/docs/tts-media-output-settings and the public OpenAPI description.
 */

/** Deepgram's names for the ways to encode speech. */
export type Encoding = 'linear16' | 'mulaw' | 'alaw' | 'mp3' | 'opus' | 'flac' | 'aac';

/** The REST endpoints that speak: `/v1/speak` for Aura voices, `/v2/speak` for Flux voices. */
export type SpeakVersion = 'v1' | 'v2';

/** A whole range of numbers, both ends allowed. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** The numbers between which there is none; absent: any number will do. */
  readonly step?: number;
}

/** What may be said about the audio when one encoding is chosen. An absent list: the parameter must not be sent. */
export interface EncodingRow {
  /** Allowed containers, the default first. */
  readonly containers?: readonly string[];
  /** Allowed sample rates in Hz. */
  readonly sampleRates?: readonly number[];
  /** The sample rate in Hz that Deepgram uses when none is sent; absent where it is not documented. */
  readonly sampleRate?: number;
  /** Allowed bit rates in bit/s: a list, or a range. */
  readonly bitRates?: readonly number[] | Range;
  /** The bit rate in bit/s that Deepgram uses when none is sent. */
  readonly bitRate?: number;
}

/** Parameters of a request, spelled as Deepgram spells them. */
export type Parameters = Record<string, unknown>;

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
    | 'byDelivery';
  readonly values: Readonly<Record<string, string | number>>;
}

const TELEPHONY_RATES = [8000, 16000] as const;

const V1: Readonly<Record<Encoding, EncodingRow>> = {
  mp3: { sampleRate: 22050, bitRates: [32000, 48000], bitRate: 48000 },
  linear16: {
    containers: ['wav', 'none'],
    sampleRates: [8000, 16000, 24000, 32000, 48000],
    sampleRate: 24000,
  },
  mulaw: { containers: ['wav', 'none'], sampleRates: TELEPHONY_RATES, sampleRate: 8000 },
  alaw: { containers: ['wav', 'none'], sampleRates: TELEPHONY_RATES, sampleRate: 8000 },
  opus: {
    containers: ['ogg'],
    sampleRate: 48000,
    bitRates: { min: 4000, max: 650000, step: 1 },
    bitRate: 12000,
  },
  // The default sample rate of FLAC is not documented.
  flac: { sampleRates: [8000, 16000, 22050, 32000, 48000] },
  aac: { sampleRate: 22050, bitRates: { min: 4000, max: 192000, step: 1 }, bitRate: 48000 },
};

const V2: Readonly<Record<Encoding, EncodingRow>> = {
  ...V1,
  mp3: { ...V1.mp3, bitRates: [8000, 16000, 24000, 32000, 40000, 48000] },
  linear16: { ...V1.linear16, sampleRates: [8000, 16000, 24000, 32000, 44100, 48000] },
};

/** The rows of the table for each endpoint, in the order in which a dialog offers them. */
export const ENCODINGS: Readonly<Record<SpeakVersion, Readonly<Record<Encoding, EncodingRow>>>> = {
  v1: V1,
  v2: V2,
};

/** The encoding Deepgram uses when none is sent. */
export const DEFAULT_ENCODING: Encoding = 'mp3';

const AURA_SPEED: Range = { min: 0.7, max: 1.5 };
const FLUX_SPEED: Range = { min: 0.5, max: 1.5, step: 0.05 };

/** How lively a voice speaks, 0 being normal; Flux voices only. */
export const EXPRESSIVITY: Readonly<Partial<Record<SpeakVersion, Range>>> = {
  v2: { min: -2, max: 2, step: 1 },
};

/** Characters that one request may have. Pages of Deepgram name 1000, 2000 and 2400; 2000 is the newest. */
export const TEXT_LIMIT = 2000;

/** The endpoint that speaks with a voice: `flux-…` voices live on `/v2/speak`, all others on `/v1/speak`. */
export function versionOf(model: string): SpeakVersion {
  return model.startsWith('flux-') ? 'v2' : 'v1';
}

/**
 * Speaking speeds that a voice can take, 1 being normal; undefined where it can't be chosen. Of Aura, only the
 * English and Spanish voices of Aura-2 can (developers.deepgram.com/changelog/2026/5/4). A name that is of no
 * known family may be newer than this table, and is let pass.
 */
export function speedRange(model: string): Range | undefined {
  if (versionOf(model) === 'v2') return FLUX_SPEED;
  if (/^aura-(?!2-)/.test(model)) return undefined;
  const [, language = 'en'] = /^aura-2-.+-(\w+)$/.exec(model) ?? [];
  return language === 'en' || language === 'es' ? AURA_SPEED : undefined;
}

/** True where a value counts as "not said": such a parameter is not sent. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The row of the table for the encoding that the parameters name, or that Deepgram would take. */
export function encodingRow(version: SpeakVersion, parameters: Parameters): EncodingRow | undefined {
  const encoding = encodingOf(parameters);
  return isEncoding(encoding) ? ENCODINGS[version][encoding] : undefined;
}

/** The encoding that the parameters name, or that Deepgram would take. */
export function encodingOf(parameters: Parameters): string {
  return isBlank(parameters.encoding) ? DEFAULT_ENCODING : String(parameters.encoding);
}

/** The container that the parameters name, or that Deepgram would take; undefined where there is no choice. */
export function containerOf(version: SpeakVersion, parameters: Parameters): string | undefined {
  const row = encodingRow(version, parameters);
  return isBlank(parameters.container) ? row?.containers?.[0] : String(parameters.container);
}

/**
 * Everything that Deepgram would refuse about these parameters, in the order of the dialog's fields.
 * Parameters that the table does not know pass: the API may be newer than this package.
 */
export function check(model: string, parameters: Parameters): Problem[] {
  const version = versionOf(model);
  const problems = Object.entries(parameters).map(([parameter, value]) => checkShape(parameter, value));
  problems.push(...checkAudio(version, parameters));
  problems.push(checkRange('speed', parameters.speed, speedRange(model)));
  problems.push(checkRange('expressivity', parameters.expressivity, EXPRESSIVITY[version]));
  problems.push(checkBoolean('mip_opt_out', parameters.mip_opt_out));
  return problems.filter((problem) => problem !== undefined);
}

function checkAudio(version: SpeakVersion, parameters: Parameters): (Problem | undefined)[] {
  const encoding = encodingOf(parameters);
  if (!isEncoding(encoding)) {
    return [notAllowed('encoding', parameters.encoding, Object.keys(ENCODINGS[version]))];
  }
  const row = ENCODINGS[version][encoding];
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
  encoding: Encoding,
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
  const values = { parameter };
  if (parameter === 'callback' || parameter === 'callback_method')
    return { parameter, reason: 'byDelivery', values };
  const items = Array.isArray(value) ? value : [value];
  const sendable = items.every(
    (item) => isBlank(item) || ['string', 'number', 'boolean'].includes(typeof item),
  );
  return sendable ? undefined : { parameter, reason: 'notAValue', values };
}

function notAllowed(parameter: string, value: unknown, allowed: readonly (string | number)[]): Problem {
  return {
    parameter,
    reason: 'notAllowed',
    values: { parameter, value: String(value), allowed: allowed.join(', ') },
  };
}

/** True for the seven names of {@link Encoding}. */
export function isEncoding(name: string): name is Encoding {
  return Object.hasOwn(V1, name);
}

/** Tells a range of numbers from a list of them. */
export function isRange(values: EncodingRow['bitRates']): values is Range {
  return values !== undefined && 'min' in values;
}
