import { boolean, number, text, variant, wholeNumber } from '../query-fields.js';
import { invalidQuery } from '../refusal.js';
import type { Encoding, SpeakVersion } from './formats.js';

/** The query of a speak request, parsed; ranges and combinations are not checked yet. */
export interface SpeakQuery {
  model?: string;
  encoding?: Encoding;
  container?: string;
  sample_rate?: number;
  bit_rate?: number;
  speed?: number;
  expressivity?: number;
  priority?: 'low';
  callback?: string;
  callback_method?: 'POST' | 'PUT';
  mip_opt_out?: boolean;
  tag: string[];
}

type Field = (value: string, query: SpeakQuery) => void;

const encodings = ['linear16', 'mulaw', 'alaw', 'mp3', 'opus', 'flac', 'aac'] as const;
const containers = ['wav', 'ogg', 'none'] as const;

const common: Readonly<Record<string, Field>> = {
  model: (value, query) => (query.model = text(value)),
  encoding: (value, query) => (query.encoding = variant(value, encodings)),
  container: (value, query) => (query.container = variant(value, containers)),
  sample_rate: (value, query) => (query.sample_rate = wholeNumber(value)),
  bit_rate: (value, query) => (query.bit_rate = wholeNumber(value)),
  speed: (value, query) => (query.speed = number(value)),
  callback: (value, query) => (query.callback = text(value)),
  // Upper case in the specification, lower case in the documentation's examples and the Rust SDK.
  callback_method: (value, query) => (query.callback_method = variant(value.toUpperCase(), ['POST', 'PUT'])),
  mip_opt_out: (value, query) => (query.mip_opt_out = boolean(value)),
  tag: (value, query) => query.tag.push(text(value)),
};

const fields: Readonly<Record<SpeakVersion, Readonly<Record<string, Field>>>> = {
  v1: common,
  v2: {
    ...common,
    expressivity: (value, query) => (query.expressivity = number(value)),
    priority: (value, query) => (query.priority = variant(value, ['low'])),
  },
};

/**
 * Parses the query, or throws the 400 INVALID_QUERY_PARAMETER that Deepgram answers. The messages follow
 * the ones seen on the wire (`unknown field`, `unknown variant`, `missing field`, `invalid type`).
 *
 * Unknown parameters were seen refused on `/v2/speak`; that `/v1/speak` does the same is assumed.
 */
export function parseQuery(version: SpeakVersion, parameters: URLSearchParams): SpeakQuery {
  const query: SpeakQuery = { tag: [] };
  const seen = new Set<string>();
  for (const [name, value] of parameters) {
    const field = Object.hasOwn(fields[version], name) ? fields[version][name] : undefined;
    if (field === undefined) throw invalidQuery(`unknown field \`${name}\``);
    if (seen.has(name) && name !== 'tag') throw invalidQuery(`duplicate field \`${name}\``);
    seen.add(name);
    field(value, query);
  }
  if (version === 'v2' && query.model === undefined) throw invalidQuery('missing field `model`');
  return query;
}
