/**
 * The table of what Deepgram's text-to-speech accepts: encoding x container x sample rate x bit rate, for
 * requests and for sockets. The request, the socket, the dialogs, the help and the tests all read it here; it
 * imports nothing, so that the same file runs in Node.js and in the editor.
 *
 * Source: developers.deepgram.com/docs/tts-media-output-settings and the public OpenAPI and AsyncAPI
 * descriptions.
 */

/** Deepgram's names for the ways to encode speech. */
export type Encoding = 'linear16' | 'mulaw' | 'alaw' | 'mp3' | 'opus' | 'flac' | 'aac';

/** The endpoints that speak, as requests and as sockets: `/v1/speak` for Aura voices, `/v2/speak` for Flux voices. */
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

/** What one way to have text spoken accepts. */
export interface SpeakTable {
  /** The rows for each endpoint, in the order in which a dialog offers them. */
  readonly rows: Readonly<Record<SpeakVersion, Readonly<Partial<Record<Encoding, EncodingRow>>>>>;
  /** The encoding Deepgram uses when none is sent. */
  readonly encoding: Encoding;
  /** Parameters that are refused whatever their value, and why: a key of the locale catalogs' `problems`. */
  readonly refused: Readonly<Record<SpeakVersion, readonly string[]>>;
  readonly refusal: 'byDelivery' | 'notOnStream';
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

const CALLBACK = ['callback', 'callback_method'];

/** One request, one audio: `POST` to `/v1/speak` and `/v2/speak`. */
export const REQUEST: SpeakTable = {
  rows: ENCODINGS,
  encoding: 'mp3',
  refused: { v1: CALLBACK, v2: CALLBACK },
  refusal: 'byDelivery',
};

/**
 * A socket on the same paths. It sends bare samples: `/v1/speak` lets itself be told so (`container=none`), while
 * `/v2/speak` ends the handshake over any container. What `/v2/speak` takes when no sample rate is sent is the
 * model's own and not documented: the ones here are those of `/v1/speak`, and are better sent.
 *
 * `/v2/speak` also refuses what it does not know. Only what is documented so stands here: the API may be newer.
 */
export const STREAM: SpeakTable = {
  rows: {
    v1: {
      linear16: { ...V1.linear16, containers: ['none'] },
      mulaw: { ...V1.mulaw, containers: ['none'] },
      alaw: { ...V1.alaw, containers: ['none'] },
    },
    v2: { linear16: bare(V2.linear16), mulaw: bare(V2.mulaw), alaw: bare(V2.alaw) },
  },
  encoding: 'linear16',
  refused: { v1: CALLBACK, v2: [...CALLBACK, 'priority'] },
  refusal: 'notOnStream',
};

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
export function encodingRow(
  version: SpeakVersion,
  parameters: Parameters,
  table = REQUEST,
): EncodingRow | undefined {
  const encoding = encodingOf(parameters, table);
  return isEncoding(encoding) ? table.rows[version][encoding] : undefined;
}

/** The encoding that the parameters name, or that Deepgram would take. */
export function encodingOf(parameters: Parameters, table = REQUEST): string {
  return isBlank(parameters.encoding) ? table.encoding : String(parameters.encoding);
}

/** The container that the parameters name, or that Deepgram would take; undefined where there is no choice. */
export function containerOf(version: SpeakVersion, parameters: Parameters): string | undefined {
  const row = encodingRow(version, parameters);
  return isBlank(parameters.container) ? row?.containers?.[0] : String(parameters.container);
}

/** The sample rate in Hz that the parameters name, or the default; undefined where there is none to know. */
export function sampleRateOf(
  version: SpeakVersion,
  parameters: Parameters,
  table = REQUEST,
): number | undefined {
  if (isBlank(parameters.sample_rate)) return encodingRow(version, parameters, table)?.sampleRate;
  return Number(parameters.sample_rate);
}

/** True for the seven names of {@link Encoding}. */
export function isEncoding(name: string): name is Encoding {
  return Object.hasOwn(V1, name);
}

/** Tells a range of numbers from a list of them. */
export function isRange(values: EncodingRow['bitRates']): values is Range {
  return values !== undefined && 'min' in values;
}

function bare({ containers: _, ...row }: EncodingRow): EncodingRow {
  return row;
}
