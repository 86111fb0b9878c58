import type { ListenQuery } from '../listen/parameters.js';
import { boolean, number, text, variant, wholeNumber } from '../query-fields.js';
import { invalidQuery, Refusal } from '../refusal.js';

/** When a turn ends. */
export interface Thresholds {
  /** How sure it has to be, 0 to 1; with 1 it never is. */
  readonly eot_threshold: number;
  /** How sure it has to be to say so beforehand; absent: it does not. */
  readonly eager_eot_threshold?: number;
  /** After so much silence it ends in any case, in milliseconds. */
  readonly eot_timeout_ms: number;
}

/** The query of `/v2/listen`, parsed and checked. */
export interface FluxQuery {
  readonly model: FluxModel;
  readonly encoding: (typeof encodings)[number] | undefined;
  readonly sample_rate: number | undefined;
  readonly thresholds: Thresholds;
  readonly keyterm: readonly string[];
  readonly language_hint: readonly string[];
  /** What is done to the words. */
  readonly wording: Pick<ListenQuery, 'profanity_filter' | 'numerals' | 'redact'>;
}

export type FluxModel = (typeof models)[number];

const models = ['flux-general-en', 'flux-general-multi'] as const;
const encodings = ['linear16', 'linear32', 'mulaw', 'alaw', 'opus', 'ogg-opus'] as const;
/** docs/flux/nova-3-migration. */
const rates: ReadonlySet<number> = new Set([8000, 16000, 24000, 44100, 48000]);
/** Those of `flux-general-multi` (docs/flux/language-prompting). */
export const languages: ReadonlySet<string> = new Set('en es fr de hi ru pt ja it nl'.split(' '));
export const MOST_KEYTERMS = 100;

/** docs/flux/configuration. */
const DEFAULTS: Thresholds = { eot_threshold: 0.7, eot_timeout_ms: 5000 };

interface Given {
  model?: string;
  encoding?: FluxQuery['encoding'];
  sample_rate?: number;
  thresholds: { -readonly [T in keyof Thresholds]?: Thresholds[T] };
  keyterm: string[];
  language_hint: string[];
  redact: string[];
  profanity_filter?: boolean;
  numerals?: boolean;
}

type Field = (value: string, given: Given) => void;

const fields: Readonly<Record<string, Field>> = {
  model: (value, given) => (given.model = text(value)),
  encoding: (value, given) => (given.encoding = variant(value, encodings)),
  sample_rate: (value, given) => (given.sample_rate = wholeNumber(value)),
  eot_threshold: (value, { thresholds }) => (thresholds.eot_threshold = number(value)),
  eager_eot_threshold: (value, { thresholds }) => (thresholds.eager_eot_threshold = number(value)),
  eot_timeout_ms: (value, { thresholds }) => (thresholds.eot_timeout_ms = wholeNumber(value)),
  keyterm: (value, { keyterm }) => keyterm.push(text(value)),
  language_hint: (value, { language_hint }) => language_hint.push(text(value)),
  redact: (value, { redact }) => redact.push(variant(value, ['numbers', 'aggressive_numbers'])),
  profanity_filter: (value, given) => (given.profanity_filter = boolean(value)),
  numerals: (value, given) => (given.numerals = boolean(value)),
  mip_opt_out: (value) => void boolean(value),
  tag: (value) => void text(value),
};
const repeatable: ReadonlySet<string> = new Set(['keyterm', 'language_hint', 'redact', 'tag']);

/**
 * Parses the query, or throws the 400 that the handshake gets. Whatever is no parameter of Flux is refused:
 * language, smart_format, diarize, callback and the others of `/v1/listen`.
 */
export function parseFluxQuery(parameters: URLSearchParams): FluxQuery {
  const given: Given = { thresholds: {}, keyterm: [], language_hint: [], redact: [] };
  const seen = new Set<string>();
  for (const [name, value] of parameters) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw invalidQuery(`unknown field \`${name}\``);
    if (seen.has(name) && !repeatable.has(name)) throw invalidQuery(`duplicate field \`${name}\``);
    seen.add(name);
    field(value, given);
  }
  if (given.model === undefined) throw invalidQuery('missing field `model`');
  const { encoding, sample_rate, keyterm, language_hint, profanity_filter, numerals, redact } = given;
  const thresholds = { ...DEFAULTS, ...given.thresholds };
  if (encoding !== undefined && sample_rate === undefined) throw invalidQuery('missing field `sample_rate`');
  if (sample_rate !== undefined && !rates.has(sample_rate)) {
    throw invalidQuery(`invalid value for \`sample_rate\`, expected one of ${[...rates].join(', ')}`);
  }
  const complaint = thresholdComplaint(thresholds);
  if (complaint !== undefined) throw invalidQuery(complaint);
  if (keyterm.length > MOST_KEYTERMS) throw invalidQuery(`at most ${MOST_KEYTERMS} \`keyterm\``);
  const model = modelOf(given.model);
  const hint = hintComplaint(model, language_hint);
  if (hint !== undefined) throw new Refusal(400, 'INVALID_QUERY_PARAMETER', hint);
  const flags = {
    ...(profanity_filter === undefined ? {} : { profanity_filter }),
    ...(numerals === undefined ? {} : { numerals }),
  };
  return { model, encoding, sample_rate, thresholds, keyterm, language_hint, wording: { ...flags, redact } };
}

/** What is wrong with thresholds, if anything; the words are ours. */
export function thresholdComplaint(thresholds: Thresholds): string | undefined {
  const { eot_threshold: eot, eager_eot_threshold: eager, eot_timeout_ms: timeout } = thresholds;
  if (!(eot >= 0.5 && eot <= 1)) return 'eot_threshold must be between 0.5 and 1.0';
  if (!(timeout >= 500 && timeout <= 60_000)) return 'eot_timeout_ms must be between 500 and 60000';
  if (eager === undefined) return undefined;
  if (!(eager >= 0.3 && eager <= 0.9)) return 'eager_eot_threshold must be between 0.3 and 0.9';
  return eager > eot ? 'eager_eot_threshold must not be larger than eot_threshold' : undefined;
}

/** What is wrong with hints, if anything: only the multilingual model takes them, and only for what it knows. */
export function hintComplaint(model: FluxModel, hints: readonly string[]): string | undefined {
  if (hints.length > 0 && model !== 'flux-general-multi')
    return 'language_hint is only supported by flux-general-multi.';
  const unknown = hints.find((hint) => !languages.has(hint.split('-')[0] ?? ''));
  return unknown === undefined ? undefined : `language_hint \`${unknown}\` is not supported.`;
}

/** A name that is no model of Flux is answered as on `/v1/listen`, which is assumed. */
function modelOf(name: string): FluxModel {
  const model = models.find((one) => one === name);
  if (model !== undefined) return model;
  const message = 'Project does not have access to the requested model.';
  throw new Refusal(403, 'INSUFFICIENT_PERMISSIONS', message);
}
