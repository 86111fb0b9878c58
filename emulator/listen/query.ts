import { boolean, number, text, variant, wholeNumber } from '../query-fields.js';
import { invalidQuery } from '../refusal.js';
import { type Encoding, encodings, flags, type ListenQuery, lists } from './parameters.js';

type Field = (value: string, query: ListenQuery) => void;

const named: Readonly<Record<string, Field>> = {
  model: (value, query) => (query.model = text(value)),
  version: (value, query) => (query.version = text(value)),
  language: (value, query) => (query.language = text(value)),
  // `true`, or the languages to choose from.
  detect_language: (value, query) => {
    if (value === 'true' || value === 'false') query.detect_language = value === 'true';
    else query.detectable.push(languageCode(value));
  },
  diarize_model: (value, query) => (query.diarize_model = variant(value, ['latest', 'v1', 'v2'])),
  diarize_version: (value, query) => (query.diarize_version = text(value)),
  utt_split: (value, query) => (query.utt_split = positive(value)),
  // The specification has `v2` or a boolean.
  summarize: (value, query) => (query.summarize = value === 'v2' || boolean(value)),
  custom_topic_mode: (value, query) => (query.custom_topic_mode = variant(value, ['extended', 'strict'])),
  custom_intent_mode: (value, query) => (query.custom_intent_mode = variant(value, ['extended', 'strict'])),
  encoding: (value, query) => (query.encoding = variant<Encoding>(value, encodings)),
  sample_rate: (value, query) => (query.sample_rate = wholeNumber(value)),
  channels: (value, query) => (query.channels = wholeNumber(value)),
  alternatives: (value, query) => (query.alternatives = wholeNumber(value)),
  callback: (value, query) => (query.callback = text(value)),
  // As for speaking: both spellings are published.
  callback_method: (value, query) => (query.callback_method = variant(value.toUpperCase(), ['POST', 'PUT'])),
};

const fields: Readonly<Record<string, Field>> = {
  ...named,
  ...Object.fromEntries(
    flags.map((flag): [string, Field] => [flag, (value, query) => (query[flag] = boolean(value))]),
  ),
  ...Object.fromEntries(
    lists.map((list): [string, Field] => [list, (value, query) => query[list].push(text(value))]),
  ),
};

/** Parameters that may be repeated. */
const repeatable: ReadonlySet<string> = new Set([...lists, 'detect_language']);

/**
 * Parses the query, or throws the 400 INVALID_QUERY_PARAMETER that Deepgram answers; combinations are not
 * checked yet. Whether unknown parameters are refused on `/v1/listen` is not known; here they are.
 */
export function parseListenQuery(parameters: URLSearchParams): ListenQuery {
  const query: ListenQuery = {
    detectable: [],
    ...{ keyterm: [], keywords: [], search: [], replace: [], redact: [], extra: [], tag: [] },
    ...{ custom_topic: [], custom_intent: [] },
  };
  const seen = new Set<string>();
  for (const [name, value] of parameters) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw invalidQuery(`unknown field \`${name}\``);
    if (seen.has(name) && !repeatable.has(name)) throw invalidQuery(`duplicate field \`${name}\``);
    seen.add(name);
    field(value, query);
  }
  return query;
}

function languageCode(value: string): string {
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(value)) throw invalidQuery(`unknown language \`${value}\``);
  return value;
}

function positive(value: string): number {
  const seconds = number(value);
  if (seconds <= 0) throw invalidQuery(`invalid value: ${value}, expected a positive number`);
  return seconds;
}
