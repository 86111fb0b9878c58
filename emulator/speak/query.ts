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

/** `true` or `false` in lower case: `False` is refused (livekit/agents #2231). */
export function boolean(value: string): boolean {
  if (value !== 'true' && value !== 'false') throw invalidType(value, 'a boolean');
  return value === 'true';
}

function text(value: string): string {
  if (value === '') throw invalidQuery('invalid value: string "", expected a non-empty string');
  return value;
}

function variant<T extends string>(value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  const names = allowed.map((one) => `\`${one}\``).join(', ');
  throw invalidQuery(`unknown variant \`${value}\`, expected ${allowed.length > 1 ? 'one of ' : ''}${names}`);
}

function wholeNumber(value: string): number {
  if (!/^\+?\d+$/.test(value) || Number(value) > 0xffffffff) throw invalidType(value, 'a nonzero u32');
  if (Number(value) === 0) throw invalidQuery('invalid value: integer `0`, expected a nonzero u32');
  return Number(value);
}

function number(value: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) throw invalidType(value, 'f32');
  return Number(value);
}

function invalidType(value: string, expected: string): Error {
  return invalidQuery(`invalid type: string ${JSON.stringify(value)}, expected ${expected}`);
}
