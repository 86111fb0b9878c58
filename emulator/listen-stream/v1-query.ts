import { type ListenQuery, encodings as recorded } from '../listen/parameters.js';
import { parseListenQuery } from '../listen/query.js';
import { boolean, number, text, variant, wholeNumber } from '../query-fields.js';
import { invalidQuery, Refusal } from '../refusal.js';

/** Of live audio without a header; the specification of `/v1/listen` in deepgram-api-specs `asyncapi.yml`. */
const encodings = [...recorded, 'linear32', 'alaw', 'ogg-opus'] as const;

/** The query of a live socket, parsed. */
export interface LiveQuery extends Omit<ListenQuery, 'encoding' | 'callback_method'> {
  encoding?: (typeof encodings)[number];
  /** How much silence ends a stretch of speech, in milliseconds; `false`: none does. */
  endpointing?: number | false;
  interim_results?: boolean;
  utterance_end_ms?: number;
  vad_events?: boolean;
  no_delay?: boolean;
  callback_method?: (typeof methods)[number];
}

/** The specification has four; a GET or a DELETE with a result in its body is not made here but with POST. */
const methods = ['POST', 'GET', 'PUT', 'DELETE'] as const;

type Field = (value: string, query: LiveQuery) => void;

const live: Readonly<Record<string, Field>> = {
  encoding: (value, query) => (query.encoding = variant(value, encodings)),
  endpointing: (value, query) => (query.endpointing = value === 'false' ? false : milliseconds(value)),
  interim_results: (value, query) => (query.interim_results = boolean(value)),
  utterance_end_ms: (value, query) => (query.utterance_end_ms = milliseconds(value)),
  vad_events: (value, query) => (query.vad_events = boolean(value)),
  no_delay: (value, query) => (query.no_delay = boolean(value)),
  callback_method: (value, query) => (query.callback_method = variant(value.toUpperCase(), methods)),
};

/** What a recording can be asked for as well; `sentiment` is let in, and nothing comes of it. */
const shared: ReadonlySet<string> = new Set([
  ...['model', 'version', 'language', 'punctuate', 'smart_format', 'numerals', 'measurements', 'dictation'],
  ...['profanity_filter', 'filler_words', 'diarize', 'diarize_model', 'diarize_version', 'multichannel'],
  ...['detect_entities', 'mip_opt_out', 'keyterm', 'keywords', 'search', 'replace', 'redact', 'extra', 'tag'],
  ...['sample_rate', 'channels', 'callback', 'sentiment'],
]);

/** Refused in words of their own (seen on the wire on 2026-09-18); of `topics` and `intents` the text is ours. */
const refused: Readonly<Record<string, () => Refusal>> = {
  summarize: () => new Refusal(400, 'Bad Request', 'Summarization is not available for streaming.'),
  topics: unauthorized,
  intents: unauthorized,
};

/**
 * Parses the query, or throws the {@link Refusal} that the handshake gets. What only recordings can be asked for
 * is refused like an unknown parameter; for most of it that is assumed.
 */
export function parseLiveQuery(parameters: URLSearchParams): LiveQuery {
  const rest = new URLSearchParams();
  const own: [Field, string][] = [];
  const seen = new Set<string>();
  for (const [name, value] of parameters) {
    const refusal = Object.hasOwn(refused, name) ? refused[name] : undefined;
    if (refusal !== undefined) {
      if (value !== 'false') throw refusal();
      continue;
    }
    const field = Object.hasOwn(live, name) ? live[name] : undefined;
    if (field === undefined) {
      if (!shared.has(name)) throw invalidQuery(`unknown field \`${name}\``);
      rest.append(name, value);
      continue;
    }
    if (seen.has(name)) throw invalidQuery(`duplicate field \`${name}\``);
    seen.add(name);
    own.push([field, value]);
  }
  const { encoding: _, callback_method: __, ...query } = parseListenQuery(rest);
  const parsed: LiveQuery = query;
  for (const [field, value] of own) field(value, parsed);
  return parsed;
}

/** The query as the rooms of recordings know it: they need to know nothing of the audio. */
export function recordedQuery({ encoding: _, callback_method: __, ...query }: LiveQuery): ListenQuery {
  return query;
}

function milliseconds(value: string): number {
  const parsed = value === '0' ? 0 : wholeNumber(text(value));
  return number(String(parsed));
}

function unauthorized(): Refusal {
  return new Refusal(
    403,
    'UNAUTHORIZED_FEATURES_REQUESTED',
    'The requested features are not available for streaming.',
  );
}
